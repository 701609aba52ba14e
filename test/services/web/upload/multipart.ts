/*
    multipart.ts -- Multipart requests for tests, and a host that takes them, with a directory of its own for temporary files.
*/

import type { Fiber } from '../../../../fiber/index.js'
import type { WebConfig, WebHandler } from '../../../../services/web/index.js'
import { Site } from '../files/site.js'
import { type Client, METHODS, type Test, type TestHost } from '../harness.js'

/** One part: header lines and content, latin1. */
export type Part = readonly [lines: string | readonly string[], content: string]

/** A field. */
export const field = (name: string, content: string): Part => [
    `Content-Disposition: form-data; name="${name}"`,
    content,
]

/** A file. */
export const file = (name: string, filename: string, content: string, type = 'text/plain'): Part => [
    [`Content-Disposition: form-data; name="${name}"; filename="${filename}"`, `Content-Type: ${type}`],
    content,
]

/** A multipart body with the boundary `b`. */
export function multipart(...parts: readonly Part[]): string {
    const texts = parts.map(([lines, content]) => `--b\r\n${[lines].flat().join('\r\n')}\r\n\r\n${content}\r\n`)
    return `${texts.join('')}--b--\r\n`
}

/** A request with such a body. */
export function request(
    body: string,
    { path = '/', method = 'POST', chunk = 0, type = 'boundary=b', lines = '' } = {},
): string {
    const head = `${method} ${path} HTTP/1.1\r\nHost: test\r\n${lines}Content-Type: multipart/form-data; ${type}\r\n`
    if (chunk === 0) {
        return `${head}Content-Length: ${body.length}\r\n\r\n${body}`
    }
    let text = `${head}Transfer-Encoding: chunked\r\n\r\n`
    for (let at = 0; at < body.length; at += chunk) {
        const piece = body.slice(at, at + chunk)
        text += `${piece.length.toString(16)}\r\n${piece}\r\n`
    }
    return `${text}0\r\n\r\n`
}

/** The directory of temporary files; removed when the tests are over. */
export const place = new Site()

/** Declares a test of uploads. Afterwards no temporary file, no open one and no connection may be left. */
export function uploadTest(
    name: string,
    actions: Record<string, WebHandler>,
    body: (t: Test, host: TestHost, client: Client) => Fiber<void>,
    config: WebConfig = {},
): void {
    const usual: WebConfig = {
        documents: place.root,
        upload: { dir: place.root },
        routes: [{ handler: 'action', methods: METHODS }],
    }
    place.test(
        name,
        function* (t, host, client) {
            for (const [match, fn] of Object.entries(actions)) {
                host.addAction(match, fn)
            }
            yield* body(t, host, client)
        },
        { ...usual, ...config },
    )
}
