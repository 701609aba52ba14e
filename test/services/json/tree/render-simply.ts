/*
    render-simply.ts -- The layout of spec json.md §13.1 as it is written there: write a container on lines of its own, then measure
    it, then squeeze its white space if it fits. White space of the layout is marked, so that strings keep theirs.
*/

import {
    JSON_COMPACT,
    JSON_DEBUG,
    JSON_MULTILINE,
    JSON_OBJECT,
    JSON_STRING,
    type Json,
} from '../../../../services/json/index.js'
import { quoteName, quoteText } from '../../../../services/json/tree/quote.js'

/** Private characters that stand for the white space of the layout. */
const BLANK = '\ue000'
const LINE = '\ue001'

/** A document without placeholders, regular expressions and private characters, with `JSON_MULTILINE`. */
export function renderSimply(json: Json, flags: number, layout: { indent: number; maxLength: number }): string {
    const write = (nid: number, depth: number): string => {
        const node = json.nodes[nid]!
        const debug = (flags & JSON_DEBUG) !== 0 ? `<${nid}/${node.last}>${BLANK}` : ''
        if (!node.isContainer) {
            return debug + (node.type === JSON_STRING ? quoteText(node.value, flags) : node.value)
        }
        const isObject = node.type === JSON_OBJECT
        const indent = (levels: number) => LINE + BLANK.repeat(levels * layout.indent)
        const members: string[] = []
        for (let child = nid + 1; child < node.last; child = json.nodes[child]!.last) {
            const name = isObject ? `${quoteName(json.nodes[child]!.name, flags)}:${BLANK}` : ''
            members.push(indent(depth + 1) + name + write(child, depth + 1))
        }
        const text = `${isObject ? '{' : '['}${members.join(',')}${indent(depth)}${isObject ? '}' : ']'}`
        return debug + ((flags & JSON_COMPACT) !== 0 && !(depth === 0 && isObject) ? squeeze(text, depth) : text)
    }
    const squeeze = (text: string, depth: number): string => {
        const isSpace = (c: string | undefined) => c === BLANK || c === LINE
        const plain = text.replaceAll(BLANK, ' ').replaceAll(LINE, '\n')
        const extra = [...text].filter((c, i, all) => isSpace(c) && isSpace(all[i + 1])).length
        const fits = Buffer.byteLength(plain) - extra + depth * 4 < layout.maxLength
        return fits ? text.replace(/[\ue000\ue001]+/g, BLANK) : text
    }
    if ((flags & JSON_MULTILINE) === 0) {
        throw new Error('renderSimply is for layouts on lines')
    }
    return `${write(0, 0).replaceAll(BLANK, ' ').replaceAll(LINE, '\n')}\n`
}
