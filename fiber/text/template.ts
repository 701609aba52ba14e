/*
    template.ts -- Filling names into text: `${name}` and `$name`. Source: spec runtime.md §12.5.
*/

import { textOf } from './format-text.js'

/** Where the values of a template come from: a Map, or whatever answers the same question. */
export interface TemplateValues {
    /** The value of a name; undefined or null if there is none. */
    get(name: string): unknown
}

/** Letters, digits and the underscore. */
function isNameUnit(unit: number): boolean {
    const letter = unit | 0x20
    return (letter >= 0x61 && letter <= 0x7a) || (unit >= 0x30 && unit <= 0x39) || unit === 0x5f
}

function endOfName(text: string, start: number): number {
    let end = start
    while (end < text.length && isNameUnit(text.charCodeAt(end))) {
        end++
    }
    return end
}

/**
 * `text` with `${name}` and `$name` (letters, digits and `_`, as many as there are) replaced by values. Unknown and empty names
 * stay as written, with all that is in them; where a `}` is missing, all that follows is the name. Values are not looked into.
 */
export function expandTemplate(text: string, values: TemplateValues): string {
    let result = ''
    let done = 0
    let next = 0
    for (let dollar = text.indexOf('$'); dollar >= 0; dollar = text.indexOf('$', next)) {
        const isBraced = text[dollar + 1] === '{'
        const start = dollar + (isBraced ? 2 : 1)
        const stop = isBraced ? text.indexOf('}', start) : endOfName(text, start)
        const end = stop < 0 ? text.length : stop
        next = isBraced ? end + 1 : end
        const value = end > start ? values.get(text.slice(start, end)) : undefined
        if (value !== undefined && value !== null) {
            result += text.slice(done, dollar) + textOf(value)
            done = next
        }
    }
    return result + text.slice(done)
}
