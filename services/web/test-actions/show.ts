/*
    show.ts -- A test action that shows the request as the server sees it. Source: spec web-test-actions.md §3.
*/

import type { Address, Fiber } from '../../../fiber/index.js'
import { JSON_JSON, type Json } from '../../json/index.js'
import type { WebHost } from '../host.js'
import type { Web } from '../web.js'
import { objectText, valueText } from './json-text.js'

/** What a body may have to be shown. */
const printable = /^[\t\n\r\x20-\x7e]*$/

/** Answers with all of it. */
export function* show(web: Web): Fiber<void> {
    web.setType('application/json')
    yield* web.writeChunk(requestText(web))
}

/** The request as JSON on one line. */
export function requestText(web: Web): string {
    return objectText([
        ['url', valueText(web.url)],
        ['method', valueText(web.method)],
        ['protocol', valueText(web.protocol)],
        ['connection', String(web.conn)],
        ['count', String(web.count)],
        ['query', queryText(web.qvars)],
        ['headers', headersText(web)],
        ['form', formText(web.vars)],
        ['uploads', uploadsText(web)],
        ['bodyLength', web.bodyBytes.length > 0 ? String(web.bodyBytes.length) : null],
        ['body', bodyText(web.bodyBytes)],
        ['authenticated', web.authChecked ? '"authenticated"' : '"public"'],
        ['contentDisposition', textOrNone(web.contentDisposition)],
        ['contentLength', web.chunked ? '"chunked"' : String(web.rxLen)],
        ['contentType', textOrNone(web.contentType)],
        ['close', web.close ? '"close"' : '"keep-alive"'],
        ['cookie', textOrNone(web.cookie)],
        ['endpoint', valueText(endpointText(web.local))],
        ['error', textOrNone(web.error)],
        ['hash', textOrNone(web.hash)],
        ['route', valueText(web.route?.match ?? '')],
        ['mimeType', textOrNone(web.mime)],
        ['origin', textOrNone(web.origin)],
        ['role', textOrNone(web.role)],
        ['session', textOrNone(web.session?.id ?? null)],
        ['username', textOrNone(web.username)],
        ['host', hostText(web.host)],
    ])
}

function textOrNone(value: string | null): string | null {
    return value === null || value === '' ? null : valueText(value)
}

/** A repeated name keeps the place of the first and has the value of the last. */
function headersText(web: Web): string {
    const values = new Map<string, readonly [name: string, text: string]>()
    for (const [name, value] of web.headers()) {
        const key = name.toLowerCase()
        values.set(key, [values.get(key)?.[0] ?? name, valueText(value)])
    }
    return objectText(values.values())
}

function formText(vars: Json | null): string | null {
    const text = vars === null ? '' : vars.toString(JSON_JSON)
    return text === '' || text === '{}' || text === '[]' ? null : text
}

/** What is nested, and what is null, is null. */
function queryText(vars: Json | null): string | null {
    if (vars === null) {
        return null
    }
    const members = Array.from(vars.children(), ([node]) => {
        const text = node.isContainer ? null : node.value
        return [node.name ?? '', text === null ? 'null' : valueText(text)] as const
    })
    return members.length === 0 ? null : objectText(members)
}

function uploadsText(web: Web): string | null {
    const files = web.uploadList.map(({ filename, clientFilename, contentType, name, size }) =>
        objectText([
            ['filename', valueText(filename)],
            ['clientFilename', valueText(clientFilename)],
            ['contentType', contentType === null ? 'null' : valueText(contentType)],
            ['name', valueText(name)],
            ['size', String(size)],
        ]),
    )
    return files.length === 0 ? null : `[${files.join(',')}]`
}

function bodyText(bytes: Buffer): string | null {
    const text = bytes.toString('latin1')
    return text !== '' && printable.test(text) ? valueText(text) : null
}

function endpointText(local: Address | null): string {
    if (local === null) {
        return ''
    }
    const { address, port } = local
    return `${address.includes(':') ? `[${address}]` : address}:${port}`
}

function hostText(host: WebHost): string {
    return objectText([
        ['name', textOrNone(host.name)],
        ['documents', valueText(host.docs)],
        ['index', valueText(host.index)],
        ['sameSite', valueText(host.sameSite)],
        ['uploadDir', valueText(host.uploadDir)],
        ['inactivityTimeout', numberText(host.inactivityTimeout)],
        ['parseTimeout', numberText(host.parseTimeout)],
        ['requestTimeout', numberText(host.requestTimeout)],
        ['sessionTimeout', numberText(host.sessionTimeout)],
        ['connections', numberText(host.connections)],
        ['maxBody', numberText(host.maxBody)],
        ['maxConnections', numberText(host.maxConnections)],
        ['maxHeader', numberText(host.maxHeader)],
        ['maxSessions', numberText(host.maxSessions)],
        ['maxUpload', numberText(host.maxUpload)],
    ])
}

/** JSON has no word for what never ends. */
function numberText(value: number): string {
    return String(Math.min(value, Number.MAX_SAFE_INTEGER))
}
