/*
    input.ts -- Reads the document, and what is blended into it. Source: spec json.md §17.
*/

import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { JSON_COMBINE, JSON_STRICT_PARSE, Json } from '../../../../services/json/index.js'
import type { Options } from './options.js'
import { failure, NO_INPUT } from './statuses.js'

/** Standard input is no longer than this, bytes. */
const LARGEST = 256 * 1024 * 1024

/** The document of a file, or with null of standard input, with its files and its profile. */
export async function readDocument(file: string | null, options: Options): Promise<Json> {
    const json = new Json()
    const text = file === null ? await readStandardInput() : readFile(file, options)
    json.path = file
    try {
        json.parseText(text, options.strict ? JSON_STRICT_PARSE : 0)
    } catch {
        throw failure(NO_INPUT, 'Cannot parse input', json.error)
    }
    if (!options.check) {
        complete(json, file, options)
    }
    return json
}

function readFile(file: string, { noerror }: Options): string {
    try {
        return readFileSync(file, 'utf8')
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
            throw failure(NO_INPUT, `Cannot read input from ${file}`)
        }
        if (noerror) {
            return '{}'
        }
        throw failure(NO_INPUT, `Cannot locate file ${file}`)
    }
}

async function readStandardInput(): Promise<string> {
    const pieces: Buffer[] = []
    let length = 0
    try {
        for await (const piece of process.stdin) {
            pieces.push(piece)
            length += piece.length
            if (length > LARGEST) {
                break
            }
        }
    } catch {
        throw failure(NO_INPUT, 'Cannot read input from stdin')
    }
    if (length > LARGEST) {
        throw failure(NO_INPUT, `Cannot read input from stdin: more than ${LARGEST} bytes`)
    }
    return Buffer.concat(pieces).toString()
}

function complete(json: Json, file: string | null, { blend, profile }: Options): void {
    if (blend) {
        blendFiles(json, file === null ? '.' : dirname(file))
    }
    if (profile !== undefined) {
        try {
            json.applyConditional({ profile })
        } catch (error) {
            throw failure(NO_INPUT, (error as Error).message)
        }
    }
}

/** Merges the files of the property `blend` into the document, then removes the property. */
function blendFiles(json: Json, directory: string): void {
    for (const name of blendNames(json)) {
        const source = new Json()
        try {
            source.readFile(resolve(directory, name))
        } catch (error) {
            throw failure(NO_INPUT, `Cannot parse ${name}: ${(source.error ?? (error as Error).message).trimEnd()}`)
        }
        try {
            json.blend(source, { flags: JSON_COMBINE })
        } catch (error) {
            throw failure(NO_INPUT, `Cannot blend ${name}`, (error as Error).message)
        }
    }
    if (json.count > 0) {
        json.remove('blend')
    }
}

/** The listed names; a single one need not be a list. */
function blendNames(json: Json): string[] {
    const blend = json.getNode('blend')
    const nodes = blend?.isContainer ? Array.from(json.children(0, 'blend'), ([node]) => node) : [blend]
    return nodes.flatMap(node => node?.value ?? [])
}
