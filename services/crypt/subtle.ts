/*
    subtle.ts -- The Web Cryptography API for fibers.
*/

import { type Fiber, fromPromise } from '../../fiber/index.js'
import { cryptoProvider } from './current-provider.js'
import type { SubtleCrypto } from './provider.js'

/** Calls the API of the provider in use, which is loaded the first time, and waits for the result. */
export function* subtle<T>(call: (api: SubtleCrypto) => Promise<T>): Fiber<T> {
    const api = yield* fromPromise(cryptoProvider().subtle())
    return yield* fromPromise(call(api))
}
