/*
    c-request.ts -- The C face of requests, step by step: connect, head, body, the end. `urlFetch` and `urlUpload` do all of it.
*/

import { rGetClientDefaults } from '../../fiber/c.js'
import {
    flagsOf,
    isNull,
    type Pointer,
    R_ERR_BAD_ARGS,
    R_ERR_CANT_COMPLETE,
    R_ERR_CANT_CONNECT,
    stringOf,
} from '../../fiber/compat/index.js'
import { type Fiber, format, type RHash, type RList } from '../../fiber/index.js'
import { type CData, type CHeaders, dataOf, headersOf, isUrl } from './c-arguments.js'
import { coded, numberOf } from './c-outcome.js'
import { ME_URL_TIMEOUT } from './constants.js'
import { Url } from './url.js'

let defaultTimeout = ME_URL_TIMEOUT

/**
 * Makes a client of one connection. `flags`: what is shown in the log; without any the environment variable `URL_SHOW` says. It goes
 * through the proxies that `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` name, as curl does; C 3.0 has none.
 */
export function urlAlloc(flags: Pointer<number> = 0): Url {
    return new Url({
        ...{ flags: flagsOf(flags), timeout: defaultTimeout, proxy: 'environment' },
        ...rGetClientDefaults(),
    })
}

/** Sets milliseconds for requests of objects that are made later; 0: none. */
export function urlSetDefaultTimeout(timeout: number): void {
    defaultTimeout = Math.max(timeout, 0)
}

/** Closes the connection; the object can be used again. */
export function urlClose(up: Pointer<Url>): void {
    if (isUrl(up)) {
        up.closeNow()
    }
}

/** Closes the connection for good; within the callback of an event stream, when that has returned. */
export function urlFree(up: Pointer<Url>): void {
    if (isUrl(up)) {
        up.release()
    }
}

/** Runs with an object of its own. */
export function* temporary<T>(work: (up: Url) => Fiber<T>): Fiber<T> {
    const up = urlAlloc()
    try {
        return yield* work(up)
    } finally {
        urlFree(up)
    }
}

/** Records an error, unless there is one, and closes the connection. Returns `R_ERR_CANT_COMPLETE`. */
export function urlError(up: Pointer<Url>, message: Pointer<string>, ...args: readonly unknown[]): number {
    if (isUrl(up)) {
        up.setError(format(stringOf(message), args))
    }
    return R_ERR_CANT_COMPLETE
}

/** Takes a URL apart. Returns 0 or negative. */
export function urlParse(up: Pointer<Url>, url: Pointer<string>): number {
    const text = stringOf(url)
    if (!isUrl(up) || text === null) {
        return R_ERR_BAD_ARGS
    }
    try {
        up.parse(text)
        return 0
    } catch (error) {
        return numberOf(up, error)
    }
}

/** Begins a request: connects, or uses the connection that is there. Returns 0 or negative. */
export function* urlStart(up: Pointer<Url>, method: Pointer<string>, url: Pointer<string>): Fiber<number> {
    const verb = stringOf(method)
    const text = stringOf(url)
    if (!isUrl(up) || verb === null || text === null) {
        return R_ERR_BAD_ARGS
    }
    return (yield* coded(up, () => up.start(verb, text))) < 0 ? R_ERR_CANT_CONNECT : 0
}

/** Sends the head of the request. Lines end in CRLF. Returns 0 or negative. */
export function urlWriteHeaders(up: Pointer<Url>, headers: CHeaders): Fiber<number> {
    return coded(up, up => up.writeHeaders(stringOf(headers)))
}

/** Sends a piece of the body; NULL: the end. `size` 0 and less: all of it. Returns its bytes, or negative. */
export function urlWrite(up: Pointer<Url>, data: CData, size: Pointer<number> = 0): Fiber<number> {
    return coded(up, up => up.write(dataOf(data, size)))
}

/** Sends formatted text. Returns its bytes, or negative. */
export function urlWriteFmt(up: Pointer<Url>, fmt: Pointer<string>, ...args: readonly unknown[]): Fiber<number> {
    return coded(up, up => up.write(format(stringOf(fmt), args)))
}

/** Sends a file as a piece of the body. Returns 0 or negative. */
export function urlWriteFile(up: Pointer<Url>, path: Pointer<string>): Fiber<number> {
    return coded(up, up => up.writeFile(stringOf(path) ?? ''))
}

/** Completes the request and reads the head of the response. Returns 0 or negative. */
export function urlFinalize(up: Pointer<Url>): Fiber<number> {
    return coded(up, up => up.finalize())
}

/** Makes a whole request. Returns the status, or negative; the body can be read. */
export function* urlFetch(
    up: Pointer<Url>,
    method: Pointer<string>,
    url: Pointer<string>,
    data: CData,
    size: Pointer<number>,
    headers: CHeaders,
    ...args: readonly unknown[]
): Fiber<number> {
    const verb = stringOf(method)
    const text = stringOf(url)
    if (verb === null || text === null) {
        return R_ERR_BAD_ARGS
    }
    if (!isUrl(up)) {
        return yield* temporary(one => urlFetch(one, verb, text, data, size, headers, ...args))
    }
    const body = dataOf(data, size)
    const result = yield* coded(up, () => up.fetch(verb, text, { body, headers: headersOf(headers, args) }))
    if (result >= 0) {
        return result
    }
    // Without a body C finds out in the finalizing (spec url.md §4.4)
    return up.wroteHeaders && body === null ? R_ERR_CANT_COMPLETE : R_ERR_CANT_CONNECT
}

/** Sends fields and files as a form, after `urlStart`. Returns 0 or negative. */
export function urlUpload(
    up: Pointer<Url>,
    files: Pointer<RList<string> | readonly string[]>,
    forms: Pointer<RHash<string> | Readonly<Record<string, string>>>,
    headers: CHeaders,
    ...args: readonly unknown[]
): Fiber<number> {
    const paths = isNull(files) ? [] : [...(files as Iterable<string>)]
    return coded(up, up => up.upload(paths, fieldsOf(forms), headersOf(headers, args)))
}

function fieldsOf(forms: Pointer<RHash<string> | Readonly<Record<string, string>>>): Readonly<Record<string, string>> {
    if (isNull(forms)) {
        return {}
    }
    return Symbol.iterator in (forms as object)
        ? Object.fromEntries([...(forms as RHash<string>)].map(({ name, value }) => [name, String(value ?? '')]))
        : (forms as Record<string, string>)
}

/** After a 401: takes in what the server asks for. Returns whether another attempt makes sense. */
export function urlParseAuthChallenge(up: Pointer<Url>): boolean {
    return isUrl(up) && up.parseChallenge()
}
