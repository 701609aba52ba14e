/*
    c-text.ts -- Text, URLs and dates under C names. Source: spec web.md §9, §17.
*/

import { isNull, type Nullable, type Pointer, placeOf, type Ref, stringOf } from '../../fiber/compat/index.js'
import { formatHttpDate } from '../../fiber/index.js'
import {
    isUrlText,
    normalizePath,
    parseUrl,
    percentDecode,
    percentEncode,
    statusText,
    type UrlParts,
} from '../http/index.js'
import { escapeHtml } from './escape-html.js'

/** A percent-encoded text, decoded once; `+` is a blank. */
export function webDecode(str: Pointer<string>): Nullable<string> {
    const text = stringOf(str)
    return text === null ? null : (percentDecode(text) ?? text)
}

/** Text with what may not stand in a URL as `%XX`. */
export function webEncode(uri: Pointer<string>): Nullable<string> {
    const text = stringOf(uri)
    return text === null ? null : percentEncode(text)
}

/** Text as it may stand in HTML. */
export function webEscapeHtml(html: Pointer<string>): string {
    return escapeHtml(stringOf(html) ?? '')
}

/** The text that goes with a status code. */
export function webGetStatusMsg(status: number): string {
    return statusText(status)
}

/** A path without empty segments, `.` and `..`. NULL for one that leaves its root. */
export function webNormalizePath(path: Pointer<string>): Nullable<string> {
    return isNull(path) ? null : normalizePath(path)
}

/** Whether a text has only characters that a URL may have. */
export function webValidatePath(uri: Pointer<string>): boolean {
    return isUrlText(stringOf(uri) ?? '')
}

/** A date as HTTP has it; seconds since 1970. */
export function webHttpDate(when: number): string {
    return formatHttpDate(when * 1000)
}

/** Takes a URL apart; NULL if it is none. Parts that are not there are NULL, a port is 0. */
export function webParseUrl(
    url: Pointer<string>,
    scheme?: Pointer<Ref<Nullable<string>>>,
    host?: Pointer<Ref<Nullable<string>>>,
    port?: Pointer<Ref<number>>,
    path?: Pointer<Ref<Nullable<string>>>,
    query?: Pointer<Ref<Nullable<string>>>,
    hash?: Pointer<Ref<Nullable<string>>>,
): Nullable<UrlParts> {
    const parts = parseUrl(stringOf(url) ?? '')
    if (parts !== null) {
        store(scheme, parts.scheme)
        store(host, parts.host)
        store(port, parts.port)
        store(path, parts.path)
        store(query, parts.query)
        store(hash, parts.hash)
    }
    return parts
}

function store<T>(ref: Pointer<Ref<T>>, value: T): void {
    const place = placeOf(ref)
    if (place !== null) {
        place.value = value
    }
}
