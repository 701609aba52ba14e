/*
    classify.ts -- Does the text look like a number? Source: spec runtime.md §12.6.
*/

import type { Pointer } from '../compat/index.js'
import { digitOf, isSpace } from './integers.js'

const PLUS = 0x2b
const MINUS = 0x2d
const DOT = 0x2e

function isSign(unit: number): boolean {
    return unit === PLUS || unit === MINUS
}

/**
 * Whether it is an optional sign and then digits only, at least one. False for NULL.
 *
 * Source: spec runtime.md §12.6
 */
export function snumber(s: Pointer<string>): boolean {
    if (typeof s !== 'string') {
        return false
    }
    const start = isSign(s.charCodeAt(0)) ? 1 : 0
    for (let i = start; i < s.length; i++) {
        if (!(digitOf(s.charCodeAt(i)) < 10)) {
            return false
        }
    }
    return s.length > start
}

/**
 * Whether it could be a floating-point number: digits, signs, `e`, `E` and at most one dot, beginning with a digit or a sign.
 * A loose test: `1ee` and `+` pass, `.5` does not. False for NULL and `''`.
 *
 * Source: spec runtime.md §12.6
 */
export function sfnumber(s: Pointer<string>): boolean {
    if (typeof s !== 'string' || !(isSign(s.charCodeAt(0)) || digitOf(s.charCodeAt(0)) < 10)) {
        return false
    }
    let dots = 0
    for (let i = 0; i < s.length; i++) {
        const unit = s.charCodeAt(i)
        if (unit === DOT) {
            dots++
        } else if (!(digitOf(unit) < 10 || isSign(unit) || (unit | 0x20) === 0x65)) {
            return false
        }
    }
    return dots <= 1
}

/**
 * Whether it is hexadecimal digits and `x` only, at least one. False for NULL.
 *
 * Source: spec runtime.md §12.6
 */
export function shnumber(s: Pointer<string>): boolean {
    if (typeof s !== 'string' || s === '') {
        return false
    }
    for (let i = 0; i < s.length; i++) {
        const unit = s.charCodeAt(i)
        if (!(digitOf(unit) < 16 || (unit | 0x20) === 0x78)) {
            return false
        }
    }
    return true
}

/**
 * Whether it is white space only. True for NULL and `''`.
 *
 * Source: spec runtime.md §12.6
 */
export function sspace(s: Pointer<string>): boolean {
    if (typeof s === 'string') {
        for (let i = 0; i < s.length; i++) {
            if (!isSpace(s.charCodeAt(i))) {
                return false
            }
        }
    }
    return true
}
