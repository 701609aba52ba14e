/*
    c.ts -- The C face of services/url. Source: spec url.md. `Url` is the same as behind the other door.

    Errors of the network are numbers here; the text is in `urlGetError`. Headers are printf formats, each line with CRLF.
*/

import { rGetClientDefaults } from '../../fiber/c.js'
import {
    flagsOf,
    isNull,
    type Nullable,
    type Pointer,
    R_ERR_BAD_ARGS,
    R_ERR_CANT_COMPLETE,
    R_ERR_CANT_CONNECT,
    stringOf,
} from '../../fiber/compat/index.js'
import { firstBytes, type Fiber, format, now, RBuf, type RHash, type RList, spawn } from '../../fiber/index.js'
import { Json } from '../json/index.js'
import type { WebSocket, WebSocketProc } from '../websock/index.js'
import { ME_URL_TIMEOUT } from './constants.js'
import { UrlError } from './errors.js'
import type { ServerEvent } from './event-parser.js'
import { Url } from './url.js'

export * from './constants.js'
export { Url } from './url.js'

/** Is told of an event: `id` is -1 when it has none. */
export type UrlSseProc = (up: Url, id: number, event: string | null, data: string, arg: never) => Fiber<unknown> | void

type Headers = Pointer<string>
type Data = Pointer<string | Uint8Array>

let defaultTimeout = ME_URL_TIMEOUT

function isOne(up: Pointer<Url>): up is Url {
    return up instanceof Url
}

/** Makes a client of one connection. `flags`: what is shown in the log; without any the environment variable `URL_SHOW` says. */
export function urlAlloc(flags: Pointer<number> = 0): Url {
    return new Url({ flags: flagsOf(flags), timeout: defaultTimeout, ...rGetClientDefaults() })
}

/** Closes the connection; the object can be used again. */
export function urlClose(up: Pointer<Url>): void {
    if (isOne(up)) {
        up.closeNow()
    }
}

/** Closes the connection for good. */
export function urlFree(up: Pointer<Url>): void {
    urlClose(up)
}

/** Records an error, unless there is one, and closes the connection. Returns `R_ERR_CANT_COMPLETE`. */
export function urlError(up: Pointer<Url>, message: Pointer<string>, ...args: readonly unknown[]): number {
    if (isOne(up)) {
        up.setError(format(message, args))
    }
    return R_ERR_CANT_COMPLETE
}

/** Takes a URL apart. Returns 0 or negative. */
export function urlParse(up: Pointer<Url>, url: Pointer<string>): number {
    const text = stringOf(url)
    if (!isOne(up) || text === null) {
        return R_ERR_BAD_ARGS
    }
    try {
        up.parse(text)
        return 0
    } catch (error) {
        return codeOf(up, error)
    }
}

/** Begins a request: connects, or uses the connection that is there. Returns 0 or negative. */
export function* urlStart(up: Pointer<Url>, method: Pointer<string>, url: Pointer<string>): Fiber<number> {
    const verb = stringOf(method)
    const text = stringOf(url)
    if (!isOne(up) || verb === null || text === null) {
        return R_ERR_BAD_ARGS
    }
    return (yield* coded(up, up.start(verb, text))) < 0 ? R_ERR_CANT_CONNECT : 0
}

/** Sends the head of the request. Lines end in CRLF. Returns 0 or negative. */
export function* urlWriteHeaders(up: Pointer<Url>, headers: Headers): Fiber<number> {
    return isOne(up) ? yield* coded(up, up.writeHeaders(stringOf(headers))) : R_ERR_BAD_ARGS
}

/** Sends a piece of the body; NULL: the end. `size` 0 and less: all of it. Returns its bytes, or negative. */
export function* urlWrite(up: Pointer<Url>, data: Data, size: Pointer<number> = 0): Fiber<number> {
    return isOne(up) ? yield* coded(up, up.write(dataOf(data, size))) : R_ERR_BAD_ARGS
}

/** Sends formatted text. Returns its bytes, or negative. */
export function* urlWriteFmt(up: Pointer<Url>, fmt: Pointer<string>, ...args: readonly unknown[]): Fiber<number> {
    return isOne(up) ? yield* coded(up, up.write(format(fmt, args))) : R_ERR_BAD_ARGS
}

/** Sends a file as a piece of the body. Returns 0 or negative. */
export function* urlWriteFile(up: Pointer<Url>, path: Pointer<string>): Fiber<number> {
    return isOne(up) ? yield* coded(up, up.writeFile(stringOf(path) ?? '')) : R_ERR_BAD_ARGS
}

/** Completes the request and reads the head of the response. Returns 0 or negative. */
export function* urlFinalize(up: Pointer<Url>): Fiber<number> {
    return isOne(up) ? yield* coded(up, up.finalize()) : R_ERR_BAD_ARGS
}

/** Makes a whole request. Returns the status, or negative; the body can be read. */
export function* urlFetch(
    up: Pointer<Url>,
    method: Pointer<string>,
    url: Pointer<string>,
    data: Data,
    size: Pointer<number>,
    headers: Headers,
    ...args: readonly unknown[]
): Fiber<number> {
    const verb = stringOf(method)
    const text = stringOf(url)
    if (verb === null || text === null) {
        return R_ERR_BAD_ARGS
    }
    if (!isOne(up)) {
        return yield* temporary(one => urlFetch(one, verb, text, data, size, headers, ...args))
    }
    const body = dataOf(data, size)
    const result = yield* coded(up, up.fetch(verb, text, { body, headers: headersOf(headers, args) }))
    if (result >= 0) {
        return result
    }
    // Without a body C finds out in the finalizing (spec url.md §4.4)
    return up.wroteHeaders && body === null ? R_ERR_CANT_COMPLETE : R_ERR_CANT_CONNECT
}

/** Sends fields and files as a form, after `urlStart`. Returns 0 or negative. */
export function* urlUpload(
    up: Pointer<Url>,
    files: Pointer<RList<string> | readonly string[]>,
    forms: Pointer<RHash<string> | Readonly<Record<string, string>>>,
    headers: Headers,
    ...args: readonly unknown[]
): Fiber<number> {
    if (!isOne(up)) {
        return R_ERR_BAD_ARGS
    }
    const paths = isNull(files) ? [] : [...(files as Iterable<string>)]
    const fields = isNull(forms)
        ? {}
        : Symbol.iterator in (forms as object)
          ? Object.fromEntries([...(forms as RHash<string>)].map(({ name, value }) => [name, String(value ?? '')]))
          : (forms as Record<string, string>)
    return yield* coded(up, up.upload(paths, fields, headersOf(headers, args)))
}

/** Body of a GET request; NULL for another status than 200. */
export function* urlGet(url: Pointer<string>, headers: Headers, ...args: readonly unknown[]): Fiber<Nullable<string>> {
    return yield* temporary(up => textOf(up, 'GET', url, null, 0, headers, args))
}

/** Body of the response to a POST request; NULL for another status than 200. */
export function* urlPost(
    url: Pointer<string>,
    data: Data,
    size: Pointer<number>,
    headers: Headers,
    ...args: readonly unknown[]
): Fiber<Nullable<string>> {
    return yield* temporary(up => textOf(up, 'POST', url, data, size, headers, args))
}

/** A request whose response is JSON; NULL for another status than 200, and for what is none. Headers NULL: `Content-Type: application/json`. */
export function* urlJson(
    up: Pointer<Url>,
    method: Pointer<string>,
    url: Pointer<string>,
    data: Data,
    size: Pointer<number>,
    headers: Headers,
    ...args: readonly unknown[]
): Fiber<Nullable<Json>> {
    if (!isOne(up)) {
        return yield* temporary(one => urlJson(one, method, url, data, size, headers, ...args))
    }
    const lines = isNull(headers) ? 'Content-Type: application/json\r\n' : headers
    const text = yield* textOf(up, stringOf(method), url, data, size, lines, isNull(headers) ? [] : args)
    return text === null ? null : jsonOf(up, text, message => `Cannot parse json. "${message}"`)
}

/** The same with GET; headers NULL: none. */
export function* urlGetJson(
    url: Pointer<string>,
    headers: Headers,
    ...args: readonly unknown[]
): Fiber<Nullable<Json>> {
    const [lines, rest] = isNull(headers) ? ['', []] : [headers, args]
    return yield* temporary(up => urlJson(up, 'GET', url, null, 0, lines, ...rest))
}

/** The same with POST. */
export function* urlPostJson(
    url: Pointer<string>,
    data: Data,
    len: Pointer<number>,
    headers: Headers,
    ...args: readonly unknown[]
): Fiber<Nullable<Json>> {
    return yield* temporary(up => urlJson(up, 'POST', url, data, len, headers, ...args))
}

/** The status of the response, which is waited for; negative on errors. */
export function* urlGetStatus(up: Pointer<Url>): Fiber<number> {
    if (!isOne(up)) {
        return R_ERR_BAD_ARGS
    }
    const result = yield* coded(up, up.finalize())
    return result < 0 ? result : up.status
}

/** The first value of a header of the response. */
export function urlGetHeader(up: Pointer<Url>, header: Pointer<string>): Nullable<string> {
    return isOne(up) ? up.header(stringOf(header) ?? '') : null
}

/** The value of a cookie that the response sets. */
export function urlGetCookie(up: Pointer<Url>, name: Pointer<string>): Nullable<string> {
    return isOne(up) ? up.cookie(stringOf(name) ?? '') : null
}

/** Text of the first error of the request. */
export function urlGetError(up: Pointer<Url>): Nullable<string> {
    return isOne(up) ? up.error : null
}

/** Reads bytes of the body. Returns how many, 0 at the end, or negative. */
export function* urlRead(up: Pointer<Url>, buf: Pointer<Uint8Array>, bufsize: Pointer<number>): Fiber<number> {
    if (!isOne(up) || !(buf instanceof Uint8Array)) {
        return R_ERR_BAD_ARGS
    }
    const room = typeof bufsize === 'number' && bufsize > 0 ? buf.subarray(0, bufsize) : buf
    return room.length === 0 ? 0 : yield* coded(up, up.read(room))
}

/** The whole body; NULL on errors. */
export function* urlGetResponseBuf(up: Pointer<Url>): Fiber<Nullable<RBuf>> {
    if (!isOne(up)) {
        return null
    }
    const body = yield* valued(up, up.bytes())
    if (body === null) {
        return null
    }
    const buf = new RBuf(body.length + 1)
    buf.put(body)
    return buf
}

/** The whole body as text; empty on errors. */
export function* urlGetResponse(up: Pointer<Url>): Fiber<Nullable<string>> {
    return isOne(up) ? ((yield* valued(up, up.text())) ?? '') : null
}

/** The whole body as JSON, whatever the status; NULL on errors. */
export function* urlGetJsonResponse(up: Pointer<Url>): Fiber<Nullable<Json>> {
    const text = isOne(up) ? yield* valued(up, up.text()) : null
    return text === null ? null : jsonOf(up as Url, text, message => `Cannot parse json. ${message}`)
}

/** After a 401: takes in what the server asks for. Returns whether another attempt makes sense. */
export function urlParseAuthChallenge(up: Pointer<Url>): boolean {
    return isOne(up) && up.parseChallenge()
}

/** Sets the bytes that are buffered of a response; 0: no limit. */
export function urlSetBufLimit(up: Pointer<Url>, limit: number): void {
    if (isOne(up)) {
        up.bufLimit = limit
    }
}

/** Sets the files of TLS; NULL leaves one as it was. */
export function urlSetCerts(
    up: Pointer<Url>,
    ca: Pointer<string>,
    key: Pointer<string>,
    cert: Pointer<string>,
    revoke: Pointer<string>,
): void {
    if (isOne(up)) {
        const [authority, own, certificate, revocation] = [ca, key, cert, revoke].map(stringOf)
        up.setTls({
            ...(authority && { authority }),
            ...(own && { key: own }),
            ...(certificate && { certificate }),
            ...(revocation && { revocation }),
        })
    }
}

/** Sets names of ciphers, separated by `:`. */
export function urlSetCiphers(up: Pointer<Url>, ciphers: Pointer<string>): void {
    if (isOne(up)) {
        up.setTls({ ciphers: stringOf(ciphers) ?? '' })
    }
}

/** Sets what is verified. */
export function urlSetVerify(up: Pointer<Url>, verifyPeer: boolean | number, verifyIssuer: boolean | number): void {
    if (isOne(up)) {
        up.setTls({ verifyPeer: Boolean(verifyPeer), verifyIssuer: Boolean(verifyIssuer) })
    }
}

/** Sets user and password; `authType` `basic`, `digest` or NULL. A NULL one removes both. */
export function urlSetAuth(
    up: Pointer<Url>,
    username: Pointer<string>,
    password: Pointer<string>,
    authType: Pointer<string>,
): void {
    if (isOne(up)) {
        const type = authType === 'basic' || authType === 'digest' ? authType : null
        up.setAuth(stringOf(username), stringOf(password), type)
    }
}

/** Sets milliseconds for requests of objects that are made later; 0: none. */
export function urlSetDefaultTimeout(timeout: number): void {
    defaultTimeout = Math.max(timeout, 0)
}

/** Sets milliseconds for requests, and restarts the deadline; 0: none. */
export function urlSetTimeout(up: Pointer<Url>, timeout: number): void {
    if (isOne(up)) {
        up.setTimeout(timeout)
    }
}

/** Replaces the flags. */
export function urlSetFlags(up: Pointer<Url>, flags: number): void {
    if (isOne(up)) {
        up.flags = flagsOf(flags)
    }
}

/** Replaces the status. */
export function urlSetStatus(up: Pointer<Url>, status: number): void {
    if (isOne(up)) {
        up.status = status
    }
}

/** 0: HTTP/1.0, 1: HTTP/1.1. */
export function urlSetProtocol(up: Pointer<Url>, protocol: number): void {
    if (isOne(up)) {
        up.protocol = protocol === 0 ? 0 : 1
    }
}

/** Accepted; streams are not begun again, as in C 3.0. */
export function urlSetMaxRetries(up: Pointer<Url>, maxRetries: number): void {
    if (isOne(up)) {
        up.maxRetries = maxRetries
    }
}

/** Tells `callback` of the events of a response whose head was read. Returns 0 at the end of the stream, or negative. */
export function* urlSseRun(
    up: Pointer<Url>,
    callback: Pointer<UrlSseProc>,
    arg: unknown,
    _buf: unknown,
    deadline: Pointer<number> = 0,
): Fiber<number> {
    if (!isOne(up) || typeof callback !== 'function') {
        return R_ERR_BAD_ARGS
    }
    if (typeof deadline === 'number' && deadline > 0) {
        const { timeout } = up
        up.setTimeout(Math.max(deadline - now(), 1))
        up.timeout = timeout
    }
    const told = ({ id, event, data }: ServerEvent): unknown => callback(up, id, event, data, arg as never) ?? undefined
    return yield* coded(up, up.events(told))
}

/** Makes a GET request and tells `proc` of its events. Returns 0 when the stream has ended, or negative. */
export function* urlGetEvents(
    uri: Pointer<string>,
    proc: Pointer<UrlSseProc>,
    arg: unknown,
    headers: Headers,
    ...args: readonly unknown[]
): Fiber<number> {
    if (stringOf(uri) === null || typeof proc !== 'function') {
        return R_ERR_BAD_ARGS
    }
    const given = headersOf(headers, args) ?? ''
    const accept = /^accept[ \t]*:/im.test(given) ? '' : 'Accept: text/event-stream\r\n'
    return yield* temporary(function* (up) {
        if ((yield* urlStart(up, 'GET', uri)) < 0 || (yield* urlWriteHeaders(up, given + accept)) < 0) {
            return R_ERR_CANT_COMPLETE
        }
        if ((yield* urlGetStatus(up)) !== 200) {
            return R_ERR_CANT_COMPLETE
        }
        yield* urlSseRun(up, proc, arg, null, 0)
        return 0
    })
}

/** The WebSocket of a request whose handshake is over. */
export function urlGetWebSocket(up: Pointer<Url>): Nullable<WebSocket> {
    return isOne(up) ? up.webSocket : null
}

/** Opens a WebSocket and tells `callback` of everything until it is closed. Returns 0 after an orderly close, or negative. */
export function* urlWebSocket(
    url: Pointer<string>,
    callback: Pointer<WebSocketProc>,
    arg: unknown,
    headers: Headers,
): Fiber<number> {
    if (stringOf(url) === null || typeof callback !== 'function') {
        return R_ERR_BAD_ARGS
    }
    return yield* temporary(function* (up) {
        if ((yield* urlStart(up, 'GET', url)) < 0) {
            return R_ERR_CANT_CONNECT
        }
        if ((yield* urlWriteHeaders(up, headers)) < 0 || (yield* urlFinalize(up)) < 0 || up.webSocket === null) {
            return R_ERR_CANT_COMPLETE
        }
        const { webSocket, timeout } = up
        return (yield* webSocket.run(callback, arg, null, timeout)) < 0 ? R_ERR_CANT_COMPLETE : 0
    })
}

/** Tells `callback` of everything on the WebSocket of a request, in a fiber of its own. Returns 0 or negative. */
export function urlWebSocketAsync(up: Pointer<Url>, callback: Pointer<WebSocketProc>, arg: unknown): number {
    if (!isOne(up) || up.webSocket === null || typeof callback !== 'function') {
        return R_ERR_BAD_ARGS
    }
    const { webSocket, timeout } = up
    spawn(() => webSocket.run(callback, arg, null, timeout))
    return 0
}

/** Runs with an object of its own. */
function* temporary<T>(work: (up: Url) => Fiber<T>): Fiber<T> {
    const up = urlAlloc()
    try {
        return yield* work(up)
    } finally {
        urlFree(up)
    }
}

/** The body of a response with status 200; null: another status, or an error. It can be read from `up` afterwards. */
function* textOf(
    up: Url,
    method: string | null,
    url: Pointer<string>,
    data: Data,
    size: Pointer<number>,
    headers: Headers,
    args: readonly unknown[],
): Fiber<string | null> {
    const status = yield* urlFetch(up, method, url, data, size, headers, ...args)
    const text = status < 0 ? null : yield* valued(up, up.text())
    return status === 200 ? text : null
}

/** 0, a number that the work gives, or the number of its error. */
function* coded(up: Url, work: Fiber<number | void>): Fiber<number> {
    try {
        return (yield* work) ?? 0
    } catch (error) {
        return codeOf(up, error)
    }
}

/** What the work gives; null on errors. */
function* valued<T>(up: Url, work: Fiber<T>): Fiber<T | null> {
    try {
        return yield* work
    } catch (error) {
        codeOf(up, error)
        return null
    }
}

function codeOf(up: Url, error: unknown): number {
    if (error instanceof UrlError) {
        return up.fail(error).error
    }
    throw error
}

function jsonOf(up: Url, text: string, message: (reason: string) => string): Json | null {
    try {
        return Json.parse(text)
    } catch (error) {
        urlError(up, '%s', message(error instanceof Error ? error.message : String(error)))
        return null
    }
}

function headersOf(headers: Headers, args: readonly unknown[]): string | null {
    return isNull(headers) ? null : format(stringOf(headers), args)
}

/** The first `size` bytes of what is to be sent; 0 and less: all of it. */
function dataOf(data: Data, size: Pointer<number>): string | Uint8Array | null {
    if (typeof data !== 'string' && !(data instanceof Uint8Array)) {
        return null
    }
    if (typeof size !== 'number' || size <= 0) {
        return data
    }
    return typeof data === 'string' ? firstBytes(data, size) : data.subarray(0, size)
}
