/*
    output.ts -- Writes the document, or what a query found. Source: spec json.md §17.
*/

import { JSON_ARRAY, JSON_STRING, type Json, JsonNode } from '../../../../services/json/index.js'
import { envLine, headerLine, lines, type WriteLine } from './lines.js'
import { flagsOf, formatOf, layoutOf, type Options } from './options.js'
import { failure, NOT_DONE, NOT_FOUND } from './statuses.js'

/** Writes the document to standard output, or to the file that is asked for. */
export function writeDocument(json: Json, file: string | null, options: Options): void {
    const target = options.out ?? (options.overwrite ? file : null)
    const format = formatOf(options, file)
    const flags = flagsOf(options, format)
    if (target !== null) {
        save(json, target, options, flags)
        return
    }
    const write = lineOf(options, file)
    if (write !== null) {
        print(json.count > 0 ? lines(json, 0, '', write) : '')
        return
    }
    const text = json.toString(flags, 0, null, layoutOf(options))
    print(format === 'json' ? text : format === 'js' ? `export default ${text}\n` : `${text}\n`)
}

function save(json: Json, target: string, options: Options, flags: number): void {
    try {
        json.save(target, { flags, ...layoutOf(options) })
    } catch (error) {
        throw failure(NOT_DONE, `Cannot save "${target}"`, (error as Error).message)
    }
}

/** Writes what is under a key. */
export function writeProperty(json: Json, prop: string, file: string | null, options: Options): void {
    const nid = json.getId(prop)
    const node = json.nodes[nid]
    if (node === undefined) {
        if (options.default === undefined) {
            throw failure(NOT_FOUND, `Cannot find property "${prop}"`)
        }
        print(valueText(prop, new JsonNode(null, options.default, JSON_STRING), file, options))
    } else if (!node.isContainer) {
        print(valueText(prop, node, file, options))
    } else if (options.keys) {
        print(keyLines(json, nid))
    } else {
        print(containerText(json, nid, prop, file, options))
    }
}

/** The names of the properties, or the values of the elements, one a line. */
function keyLines(json: Json, nid: number): string {
    const isArray = json.nodes[nid]!.type === JSON_ARRAY
    const keys = Array.from(json.children(nid), ([node]) => `${isArray ? node.value : node.name}\n`)
    return keys.join('')
}

function containerText(json: Json, nid: number, prop: string, file: string | null, options: Options): string {
    const write = lineOf(options, file)
    if (write !== null) {
        return lines(json, nid, prop === '.' ? '' : prop, write)
    }
    return json.toString(flagsOf(options, formatOf(options, file)), nid, null, layoutOf(options))
}

function valueText(prop: string, node: JsonNode, file: string | null, options: Options): string {
    const write = lineOf(options, file)
    if (write !== null) {
        return write(prop, node)
    }
    return `${formatOf(options, file) === 'js' ? 'export default ' : ''}${node.value}\n`
}

/** How values are written in the formats that have a line for each; null in the others. */
function lineOf(options: Options, file: string | null): WriteLine | null {
    switch (formatOf(options, file)) {
        case 'env':
            return envLine(options.export ?? false)
        case 'header':
            return headerLine
        default:
            return null
    }
}

function print(text: string): void {
    process.stdout.write(text)
}
