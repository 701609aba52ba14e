/*
    format.ts -- The one formatter behind sfmt, printf, log lines and all other functions that take a format.
    Source: spec runtime.md §13.

    Formats are constants of a program, and few: each is read once and kept.
*/

import type { Pointer } from '../compat/index.js'
import { integerOf } from './format-argument.js'
import { type Field, LEFT, MAX_FIELD, NONE, STAR } from './format-field.js'
import { type Directive, type ParsedFormat, parseFormat } from './format-parse.js'

/** How many formats are kept at most; the oldest goes first. */
const CACHE_SIZE = 512
/** Longer formats, in units, are not kept: nobody writes them, programs make them. */
const CACHE_LENGTH = 512

const cache = new Map<string, ParsedFormat>()

function keep(format: string, parsed: ParsedFormat): void {
    if (format.length > CACHE_LENGTH) {
        return
    }
    if (cache.size >= CACHE_SIZE) {
        const [oldest = ''] = cache.keys()
        cache.delete(oldest)
    }
    cache.set(format, parsed)
}

function read(format: string): ParsedFormat {
    let parsed = cache.get(format)
    if (parsed === undefined) {
        parsed = parseFormat(format)
        keep(format, parsed)
    }
    return parsed
}

/** The argument of a star, of either sign. */
function starOf(value: unknown): number {
    return Math.max(-MAX_FIELD, Math.min(MAX_FIELD, Number(integerOf(value))))
}

/** The field with the arguments of its stars. */
function resolve(directive: Directive, args: readonly unknown[], next: number): Field {
    const width = directive.width === STAR ? starOf(args[next]) : directive.width
    const precision = directive.precision === STAR ? starOf(args[next + directive.stars - 1]) : directive.precision
    return {
        flags: directive.width === STAR && width < 0 ? directive.flags | LEFT : directive.flags,
        width: directive.width === STAR ? Math.abs(width) : width,
        precision: Math.max(NONE, precision),
        length: directive.length,
        isBare: false,
    }
}

/**
 * Formats as C's printf does, with the letters `d i u x X o p c s f e E g G %`, flags, width, precision and length. Missing arguments
 * count as NULL or 0, and so do those of a wrong type; a NULL format gives `''`. Widths and precisions are in UTF-8 bytes and at
 * most 1048576. The reference page tells all letters and flags.
 */
export function format(fmt: Pointer<string>, args: readonly unknown[]): string {
    if (typeof fmt !== 'string') {
        return ''
    }
    const { directives, tail } = read(fmt)
    const values = Array.isArray(args) ? args : []
    let result = ''
    let next = 0
    for (const directive of directives) {
        result += directive.text
        const field = directive.stars === 0 ? directive : resolve(directive, values, next)
        next += directive.stars
        if (directive.convert !== undefined) {
            result += directive.convert(next < values.length ? values[next] : undefined, field)
            next++
        }
    }
    return result + tail
}
