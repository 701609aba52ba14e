/*
    c-outcome.ts -- What the C face makes of errors: a negative number or NULL, and the text in `urlGetError`.
*/

import { type Pointer, R_ERR_BAD_ARGS } from '../../fiber/compat/index.js'
import type { Fiber } from '../../fiber/index.js'
import { Json } from '../json/index.js'
import { isUrl } from './c-arguments.js'
import { UrlError } from './errors.js'
import type { Url } from './url.js'

/** 0, a number that the work gives, or the number of its error. Without an object: `R_ERR_BAD_ARGS`. */
export function* coded(up: Pointer<Url>, work: (up: Url) => Fiber<number | void>): Fiber<number> {
    if (!isUrl(up)) {
        return R_ERR_BAD_ARGS
    }
    try {
        return (yield* work(up)) ?? 0
    } catch (error) {
        return numberOf(up, error)
    }
}

/** What the work gives; null on errors. */
export function* valued<T>(up: Url, work: Fiber<T>): Fiber<T | null> {
    try {
        return yield* work
    } catch (error) {
        numberOf(up, error)
        return null
    }
}

/** Records an error, and gives its number. What is none of a request is thrown. */
export function numberOf(up: Url, error: unknown): number {
    if (!(error instanceof UrlError)) {
        throw error
    }
    // What another fiber does with the object goes on as if nothing had been asked
    return error.code === 'URL_BUSY' ? error.error : up.fail(error).error
}

/** A text as JSON; null: it is none, which is recorded as `message` says it. */
export function jsonOf(up: Url, text: string, message: (reason: string) => string): Json | null {
    try {
        return Json.parse(text)
    } catch (error) {
        up.setError(message(error instanceof Error ? error.message : String(error)), 'URL_JSON')
        return null
    }
}
