/*
    lines.ts -- Values as variables of the shell and as C definitions. Source: spec json.md §17.

    Files may come from anywhere, and their names and values go into shells and compilers: what these would act on is quoted in
    values and replaced by an underscore in names.
*/

import { JSON_ARRAY, JSON_PRIMITIVE, type Json, type JsonNode } from '../../../../services/json/index.js'

/** Writes one value. */
export type WriteLine = (path: string, node: JsonNode) => string

/** `NAME='value'`, and numbers and the like without quotes. */
export function envLine(isExported: boolean): WriteLine {
    const prefix = isExported ? 'export ' : ''
    return (path, node) => {
        const value = node.value ?? ''
        const isPlain = node.type === JSON_PRIMITIVE && /^[\w.+-]*$/.test(value)
        return `${prefix}${variable(path)}=${isPlain ? value : `'${value.replaceAll("'", "'\\''")}'`}\n`
    }
}

/** `#define NAME "value"`; true and false are 1 and 0. */
export function headerLine(path: string, node: JsonNode): string {
    const value = node.value ?? ''
    const isBoolean = node.type === JSON_PRIMITIVE && (value === 'true' || value === 'false')
    return `#define ${variable(path)} ${isBoolean ? (value === 'true' ? '1' : '0') : `"${cText(value)}"`}\n`
}

/** All values below a node, or the node itself, with their paths: names and indexes between dots. */
export function lines(json: Json, nid: number, path: string, write: WriteLine): string {
    const names: string[] = [path]
    const ends: { last: number; isArray: boolean; index: number }[] = []
    let text = ''
    const { last } = json.nodes[nid]!
    for (let id = nid; id < last; id++) {
        const node = json.nodes[id]!
        while (ends.at(-1)?.last === id) {
            ends.pop()
            names.pop()
        }
        const parent = ends.at(-1)
        const name = parent === undefined ? '' : parent.isArray ? String(parent.index++) : (node.name ?? '')
        const above = names.at(-1)!
        const full = parent === undefined ? path : above === '' ? name : `${above}.${name}`
        if (node.isContainer) {
            if (node.count > 0) {
                ends.push({ last: node.last, isArray: node.type === JSON_ARRAY, index: 0 })
                names.push(full)
            }
        } else {
            text += write(full, node)
        }
    }
    return text
}

/** `obj.subKey` becomes `OBJ_SUB_KEY`. */
function variable(path: string): string {
    let name = ''
    for (const [i, letter] of [...(path === '' ? '.' : path)].entries()) {
        name += i > 0 && letter >= 'A' && letter <= 'Z' ? `_${letter}` : letter
    }
    // Kept are those of other languages, brackets and the minus sign.
    return name.replace(/[\0-,./:-@\\^`{-\x7f]/g, '_').toUpperCase()
}

/** A text as C writes it between quotes. */
function cText(value: string): string {
    return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
}
