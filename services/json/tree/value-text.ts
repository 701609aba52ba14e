/*
    value-text.ts -- Leaves as they are written, with `${path}` expanded if wanted. Source: spec json.md §13.3, §13.4.
*/

import { JSON_BARE, JSON_EXPAND, JSON_EXPANDING, JSON_REGEXP, JSON_STRING } from '../constants.js'
import { find } from './find.js'
import type { JsonNode } from './node.js'
import { escapeText, putQuotes, quoteText } from './quote.js'
import { checkLength } from './text-limit.js'
import type { Tree } from './tree.js'

/** Renders a container that stands in a text as `${path}`. */
export type RenderInside = (nid: number, flags: number) => string

/** A leaf as it is written. */
export function leafText(tree: Tree, node: JsonNode, flags: number, inside: RenderInside): string {
    const value = node.value ?? 'undefined'
    if (node.type === JSON_REGEXP) {
        return `/${patternText(value)}/`
    }
    if (node.type !== JSON_STRING) {
        return value
    }
    if ((flags & (JSON_EXPAND | JSON_EXPANDING)) === 0 || !value.includes('${')) {
        return quoteText(value, flags)
    }
    if ((flags & JSON_EXPANDING) !== 0) {
        tree.note('Recursive expanding not supported')
        return quoteText(value, flags)
    }
    return putQuotes(expand(tree, value, flags, inside), flags)
}

/**
 * A pattern that the parser reads as the same expression: a slash in it would end it, a backslash at its end would keep it open,
 * and without any character it would be a comment.
 */
function patternText(pattern: string): string {
    let result = ''
    let done = 0
    for (let slash = pattern.indexOf('/'); slash >= 0; slash = pattern.indexOf('/', slash + 1)) {
        if (pattern[slash - 1] !== '\\') {
            result += `${pattern.slice(done, slash)}\\`
            done = slash
        }
    }
    result += pattern.slice(done)
    // An empty group matches nothing in particular.
    const start = result === '' || result.startsWith('*') ? '(?:)' : ''
    return start + result + (result.endsWith('\\') ? '(?:)' : '')
}

function expand(tree: Tree, text: string, flags: number, inside: RenderInside): string {
    const bare = (flags & ~JSON_EXPAND) | JSON_BARE | JSON_EXPANDING
    let result = ''
    let done = 0
    for (let dollar = text.indexOf('${'); dollar >= 0; dollar = text.indexOf('${', done)) {
        const end = text.indexOf('}', dollar)
        if (end < 0) {
            break
        }
        const path = text.slice(dollar + 2, end)
        const nid = path === '' ? -1 : find(tree, 0, path)
        const value = nid < 0 ? '' : inside(nid, bare)
        result += escapeText(text.slice(done, dollar), flags) + value
        done = end + 1
        checkLength(tree, result.length)
    }
    return result + escapeText(text.slice(done), flags)
}
