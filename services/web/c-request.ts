/*
    c-request.ts -- The request under C names: headers, reading the body. Source: spec web.md §8, §9, §13.
*/

import {
    type Nullable,
    type Pointer,
    R_ERR_BAD_ARGS,
    R_ERR_CANT_FIND,
    R_ERR_CANT_READ,
    R_ERR_OK,
    type Ref,
    stringOf,
} from '../../fiber/compat/index.js'
import type { Fiber } from '../../fiber/index.js'
import { readVariables } from './body/index.js'
import { outcomeOf } from './c-outcome.js'
import type { Web } from './web.js'

/** Where walks through the headers are, by the place of the name. */
const walks = new WeakMap<object, number>()

/** The first value of a request header; NULL: there is none. */
export function webGetHeader(web: Web, key: Pointer<string>): Nullable<string> {
    return web.getHeader(stringOf(key) ?? '')
}

/**
 * Walks through the request headers: puts the next one into `pkey` and `pvalue`, the first if `pkey` is empty.
 *
 * @returns whether there was one
 */
export function webGetNextHeader(web: Web, pkey: Ref<Nullable<string>>, pvalue: Ref<Nullable<string>>): boolean {
    const fields = web.headers()
    const index = pkey.value ? (walks.get(pkey) ?? -1) + 1 : 0
    if (index >= fields.count) {
        return false
    }
    walks.set(pkey, index)
    pkey.value = fields.name(index)
    pvalue.value = fields.value(index)
    return true
}

/** Reads body bytes into `buf`, at most `size`. Returns how many, 0 at the end, negative on errors. */
export function webRead(web: Web, buf: Buffer, size: number): Fiber<number> {
    return outcomeOf(web, R_ERR_CANT_READ, () => web.read(buf, size))
}

/** The same without a copy: the bytes are in `data`, valid until the next read. */
export function webReadDirect(web: Web, data: Ref<Nullable<Buffer>>, size: number): Fiber<number> {
    return outcomeOf(web, R_ERR_CANT_READ, function* () {
        data.value = yield* web.readDirect(size)
        return data.value.length
    })
}

/**
 * Reads the connection up to and with `pattern` into `buf`, at most `size` bytes.
 *
 * @returns how many; R_ERR_CANT_FIND if the pattern is not among them, R_ERR_CANT_READ on errors
 */
export function webReadUntil(web: Web, pattern: string, buf: Buffer, size: number): Fiber<number> {
    return outcomeOf(web, R_ERR_CANT_READ, function* () {
        return (yield* web.readUntil(pattern, buf, size)) || R_ERR_CANT_FIND
    })
}

/** Waits until `pattern` has come. Returns the bytes through its end; 0: not within `limit`; negative on errors. */
export function webBufferUntil(web: Web, pattern: string, limit: number): Fiber<number> {
    return outcomeOf(web, R_ERR_CANT_READ, () => web.bufferUntil(pattern, limit))
}

/** Reads the rest of the body and drops it. Returns 0, negative on errors. */
export function webConsumeInput(web: Web): Fiber<number> {
    return outcomeOf(web, R_ERR_CANT_READ, function* () {
        yield* web.consumeInput()
        return R_ERR_OK
    })
}

/** Reads the body, and the variables in it. Returns 0; negative on errors, which were answered. */
export function webReadBody(web: Web): Fiber<number> {
    return outcomeOf(web, R_ERR_CANT_READ, function* () {
        return (yield* readVariables(web)) ? R_ERR_OK : R_ERR_CANT_READ
    })
}

/** Moves the deadline of waits for the client, as progress does. */
export function webUpdateDeadline(web: Web): void {
    web.updateDeadline()
}

/** Moves the deadline of waits for the client to `ms` milliseconds from now. */
export function webExtendTimeout(web: Web, ms: number): void {
    web.extendTimeout(ms)
}

/** Takes header lines through an empty one, in place of those of the request. Returns whether they are legal; if not, the request was answered. */
export function* webParseHeadersBlock(web: Web, headers: string, size: number, _upload: boolean): Fiber<boolean> {
    const isLegal = web.parseHeadersBlock(headers.slice(0, size))
    yield* web.connection.tellHook()
    return isLegal
}

/** Takes the target of the request apart. Returns 0, or R_ERR_BAD_ARGS for one that is not legal, which was answered. */
export function* webValidateUrl(web: Web): Fiber<number> {
    const isLegal = web.validateUrl()
    yield* web.connection.tellHook()
    return isLegal ? R_ERR_OK : R_ERR_BAD_ARGS
}

/** The name of the server, with its port; NULL if it is not known, which was answered. */
export function webGetHostName(web: Web): Fiber<Nullable<string>> {
    return web.getHostName()
}
