/*
    generators.ts -- Legal requests and ways to spoil them, for property tests.
*/

import fc from 'fast-check'
import type { Message } from './message-reader.js'

const TOKEN = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
const FRAMING = ['connection', 'content-length', 'transfer-encoding', 'upgrade', 'expect']

const text = (chars: string, minLength: number, maxLength: number) =>
    fc.string({ unit: fc.constantFrom(...chars), minLength, maxLength })

const range = (from: number, to: number) =>
    String.fromCharCode(...Array.from({ length: to - from + 1 }, (_, n) => from + n))

const blanks = text(' \t', 0, 3)
const visible = range(0x21, 0x7e)
const valueText = text(`${visible}${range(0x80, 0xff)} \t`, 0, 20).map(value => value.replace(/^[ \t]+|[ \t]+$/g, ''))
const fieldName = text(TOKEN, 1, 12).filter(name => !FRAMING.includes(name.toLowerCase()))

const quoted = text('ab ;=\t', 0, 4).map(value => `"${value}\\""`)
const extension = fc
    .tuple(text(TOKEN, 1, 4), fc.option(fc.oneof(text(TOKEN, 1, 4), quoted)))
    .map(([name, value]) => (value === null ? `;${name}` : `;${name}=${value}`))
const extensions = fc.array(extension, { maxLength: 2 }).map(list => list.join(''))

/** A body on the wire: the fields that frame it, its wire form, its bytes. */
const body = fc.oneof(
    fc.constant({ fields: [] as [string, string][], wire: '', bytes: '' }),
    text(`${visible}\r\n\0`, 0, 30).map(bytes => ({
        fields: [['Content-Length', String(bytes.length)]] as [string, string][],
        wire: bytes,
        bytes,
    })),
    fc
        .tuple(
            fc.array(fc.tuple(text(`${visible}\r\n0`, 1, 20), extensions)),
            extensions,
            fc.array(fc.tuple(fieldName, valueText), { maxLength: 2 }),
        )
        .map(([chunks, last, trailer]) => ({
            fields: [['transfer-encoding', 'Chunked']] as [string, string][],
            wire:
                chunks.map(([data, ext]) => `${data.length.toString(16)}${ext}\r\n${data}\r\n`).join('') +
                `0${last}\r\n${trailer.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
            bytes: chunks.map(([data]) => data).join(''),
        })),
)

/** A legal request: its wire form and what must come out of it. */
export const request = fc
    .record({
        empty: fc.nat(2),
        method: fc.constantFrom('GET', 'POST', 'PUT', 'OPTIONS', 'M-SEARCH', 'REPORT'),
        target: fc.oneof({ weight: 9, arbitrary: text(visible, 0, 20).map(path => `/${path}`) }, text(visible, 1, 20)),
        minor: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, fc.constant(9)),
        fields: fc.array(fc.tuple(fieldName, blanks, valueText, blanks), { maxLength: 5 }),
        body,
    })
    .map(({ empty, method, target, minor, fields, body }) => {
        const all = [...fields, ...body.fields.map(([name, value]) => [name, ' ', value, ''] as const)]
        const lines = all.map(([name, before, value, after]) => `${name}:${before}${value}${after}\r\n`)
        const length = body.fields[0]?.[0] === 'Content-Length' ? body.bytes.length : -1
        const expected: Message = {
            method,
            target,
            minorVersion: 1,
            keepAlive: true,
            contentLength: length,
            chunked: body.fields[0]?.[0] === 'transfer-encoding',
            expectContinue: false,
            fields: all.map(([name, , value]) => [name, value]),
            body: body.bytes,
            complete: true,
        }
        return {
            wire: `${'\r\n'.repeat(empty)}${method} ${target} HTTP/1.${minor}\r\n${lines.join('')}\r\n${body.wire}`,
            expected,
        }
    })

/** A few legal requests on one connection. */
export const stream = fc.array(request, { minLength: 1, maxLength: 3 })

/** One way to spoil a stream. */
export const damage = fc.record({
    at: fc.nat(),
    kind: fc.constantFrom('replace', 'insert', 'delete', 'repeat', 'swap'),
    bytes: fc.oneof(
        fc.constantFrom('\r', '\n', '\r\n', ' ', '\t', ':', ';', '\0', '0', ',', '\r\n\r\n', '\n\n', '\r\r\n', '%'),
        fc.constantFrom(
            'Content-Length: 3\r\n',
            'Transfer-Encoding: chunked\r\n',
            'Connection: close\r\n',
            ' HTTP/1.0',
        ),
        fc.nat(255).map(byte => String.fromCharCode(byte)),
    ),
    length: fc.integer({ min: 1, max: 12 }),
})

/** Do one damage to a stream. */
export function spoil(
    wire: string,
    { at, kind, bytes, length }: { at: number; kind: string; bytes: string; length: number },
): string {
    const pos = at % (wire.length + 1)
    const [before, part, after] = [wire.slice(0, pos), wire.slice(pos, pos + length), wire.slice(pos + length)]
    switch (kind) {
        case 'replace':
            return before + bytes + wire.slice(pos + bytes.length)
        case 'insert':
            return before + bytes + part + after
        case 'delete':
            return before + after
        case 'repeat':
            return before + part + part + after
        default:
            return before + after.slice(0, length) + part + after.slice(length)
    }
}
