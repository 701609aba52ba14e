/*
    requests.ts -- Requests for fuzz-web.ts: the seeds of the repository, damaged in many ways. The same number makes the same bytes.
*/

import { readFileSync } from 'node:fs'
import { randomOf, type Random } from '../random.js'

/** How a client sends its bytes. */
export interface Play {
    /** Pieces, one after the other. */
    readonly pieces: readonly Buffer[]
    /** What it does then. */
    readonly ending: 'end' | 'reset' | 'wait'
    /** It does not read before it has sent all. */
    readonly deaf: boolean
}

/** One JSON string a line; code units are bytes. */
const FILE = new URL('../../../../test/services/web/fixtures/requests.jsonl', import.meta.url)

const seeds: readonly Buffer[] = readFileSync(FILE, 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => Buffer.from(JSON.parse(line) as string, 'latin1'))

/** What parsers have stumbled over. */
const tokens: readonly string[] = [
    ...[
        '\r\n',
        '\n',
        '\r',
        '\r\n\r\n',
        '\0',
        ' ',
        '\t',
        ':',
        ';',
        ',',
        '"',
        '%',
        '%00',
        '%2e%2e/',
        '%c0%af',
        '../',
        '//',
        '?',
        '#',
    ],
    ...[
        'Content-Length: 5\r\n',
        'Content-Length: 0\r\n',
        'Content-Length: -1\r\n',
        'Content-Length: 99999999999999999999\r\n',
    ],
    ...[
        'Transfer-Encoding: chunked\r\n',
        'Transfer-Encoding: gzip, chunked\r\n',
        'Connection: close\r\n',
        'Connection: upgrade\r\n',
    ],
    ...[
        'Expect: 100-continue\r\n',
        'Range: bytes=0-,-1,5-4\r\n',
        'If-Match: *\r\n',
        'If-None-Match: W/"a", "\r\n',
        'Upgrade: websocket\r\n',
    ],
    ...[
        'Authorization: Basic Og==\r\n',
        'Authorization: Digest nonce="',
        'Cookie: -web-session-=x; =; ;\r\n',
        'X-XSRF-TOKEN: x\r\n',
    ],
    ...[
        '0\r\n\r\n',
        'ffffffffffffffff\r\n',
        '5;a="b\r\n',
        '-1\r\n',
        'HTTP/1.0',
        'HTTP/1.1',
        'HTTP/2.0',
        'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    ],
    ...[
        '--x\r\n',
        '--x--',
        'Content-Disposition: form-data; name="a"; filename="',
        '{',
        '[[[[[[[[',
        '\\u0000',
        '__proto__',
        'null',
    ],
    ...[
        '\x81\x85',
        '\x88\x80',
        '\x89\xfe\xff\xff',
        '\xff\xfe',
        '\xc3\x28',
        '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    ],
]

/** How one damage is done. */
const damages: readonly ((bytes: Buffer, random: Random) => Buffer)[] = [
    // Another byte.
    (bytes, random) => {
        const copy = Buffer.from(bytes)
        if (copy.length > 0) {
            copy[random(copy.length)] = random(256)
        }
        return copy
    },
    // A bit.
    (bytes, random) => {
        const copy = Buffer.from(bytes)
        if (copy.length > 0) {
            const at = random(copy.length)
            copy[at] = copy[at]! ^ (1 << random(8))
        }
        return copy
    },
    // A part is missing.
    (bytes, random) => {
        const from = random(bytes.length + 1)
        return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + random(16))])
    },
    // A part comes twice, or very often.
    (bytes, random) => {
        const from = random(bytes.length + 1)
        const part = bytes.subarray(from, from + random(64))
        const times = random(8) === 0 ? 1 + random(400) : 2
        return Buffer.concat([bytes.subarray(0, from), ...Array<Buffer>(times).fill(part), bytes.subarray(from)])
    },
    // A token in between, more often at the beginning of a line.
    (bytes, random) => {
        const token = Buffer.from(tokens[random(tokens.length)]!, 'latin1')
        const line = bytes.indexOf('\r\n', random(bytes.length + 1))
        const at = random(2) === 0 || line < 0 ? random(bytes.length + 1) : line + 2
        return Buffer.concat([bytes.subarray(0, at), token, bytes.subarray(at)])
    },
    // The end of another request.
    (bytes, random) => {
        const other = seeds[random(seeds.length)]!
        return Buffer.concat([bytes.subarray(0, random(bytes.length + 1)), other.subarray(random(other.length + 1))])
    },
    // It ends early.
    (bytes, random) => bytes.subarray(0, random(bytes.length + 1)),
    // Another number.
    (bytes, random) => {
        const numbers = ['0', '1', '-1', '65536', '2147483648', '4294967296', '9007199254740993', '1e9', '0x10', '']
        const text = bytes.toString('latin1')
        const places = [...text.matchAll(/\d+/g)]
        const place = places[random(places.length || 1)]
        if (place === undefined) {
            return bytes
        }
        const next = numbers[random(numbers.length)]!
        return Buffer.from(text.slice(0, place.index) + next + text.slice(place.index + place[0].length), 'latin1')
    },
]

/** What the client of this number does. */
export function playOf(seed: number): Play {
    const random = randomOf(seed)
    const requests = Array.from({ length: 1 + random(3) }, () => seeds[random(seeds.length)]!)
    let bytes: Buffer = Buffer.concat(requests)
    for (let count = random(6); count > 0; count--) {
        bytes = damages[random(damages.length)]!(bytes, random)
    }
    const endings = ['end', 'end', 'end', 'reset', 'wait'] as const
    return { pieces: piecesOf(bytes, random), ending: endings[random(endings.length)]!, deaf: random(10) === 0 }
}

/** Whole, in two, in a few pieces, or byte by byte where there are not many. */
function piecesOf(bytes: Buffer, random: Random): Buffer[] {
    const step = [bytes.length, random(bytes.length + 1), 1 + random(100), bytes.length > 600 ? 50 : 1][random(4)]! || 1
    const pieces: Buffer[] = []
    for (let at = 0; at < bytes.length; at += step) {
        pieces.push(bytes.subarray(at, at + step))
    }
    return pieces
}
