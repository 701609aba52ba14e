/*
    conformance.test.ts -- The vectors of llhttp, Node's own parser, against this one: whole, cut at every byte, byte by byte.
*/

import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { cuts, read } from './message-reader.js'

const FILE = new URL('../../../../../shared/suites/http/llhttp-cases.json', import.meta.url)

interface Vector {
    title: string
    meta: { type: string }
    raw: string
    error: [] | [code: string, reason: string]
}

/** Vectors that llhttp takes and this parser refuses, each with its code and the reason. */
const stricter: Record<string, [code: string, reason: string]> = {
    'CRLF between requests, explicit `close`': [
        'DATA_AFTER_CLOSE',
        'RFC 9112 §9.6: what follows a request with "close" is not processed. The vector has such bytes by mistake',
    ],
    'SOURCE request with ICE': ['HTTP_BAD_REQUEST_LINE', 'No HTTP: the Icecast protocol is not spoken here'],
    'OPTIONS request with RTSP': ['HTTP_BAD_REQUEST_LINE', 'No HTTP: the streaming protocol RTSP is not spoken here'],
    'ANNOUNCE request with RTSP': ['HTTP_BAD_REQUEST_LINE', 'No HTTP: the streaming protocol RTSP is not spoken here'],
    'No HTTP version': ['HTTP_NO_VERSION', 'HTTP/0.9 is not spoken here (spec web.md §8.1)'],
    'POST with `chunked` as last transfer-encoding': [
        'HTTP_BAD_TRANSFER_ENCODING',
        'Nothing here undoes another coding (spec web.md §8.2, RFC 9112 §6.1)',
    ],
    'POST with `chunked` as last transfer-encoding (multiple headers)': [
        'HTTP_BAD_TRANSFER_ENCODING',
        'Nothing here undoes another coding (spec web.md §8.2, RFC 9112 §6.1)',
    ],
}

/**
 * Vectors where llhttp pauses, since what follows may be another protocol. That is no refusal: the head is legal, and whether
 * to switch is for the server to decide, with the rest of the bytes untouched.
 */
const pauses: Record<string, string | null> = {
    // HTTP/1.1 Upgrade: the server may switch, or ignore the field and answer (RFC 9110 §7.8)
    'Multiple tokens with folding and LWS': null,
    'Setting a flag and pausing': null,
    'Emitting part of body and pausing': null,
    'Upgrade GET request': null,
    'Upgrade POST request': null,
    // CONNECT: an origin server answers 405 (RFC 9110 §9.3.6)
    'CONNECT request': null,
    'CONNECT request with CAPS': null,
    'CONNECT with body': null,
    'Underscore in hostname': null,
    // The preface of HTTP/2: not spoken here, and PRI is not a method of HTTP/1 (RFC 9113 §3.4)
    'PRI request HTTP2': 'METHOD_NOT_IMPLEMENTED',
}

/** Which of the vectors for end of input leave the request incomplete. */
const finish: Record<string, boolean> = {
    'It should be safe to finish after GET request': true,
    'It should be unsafe to finish after incomplete PUT request': false,
    'It should be unsafe to finish inside of the header': false,
}

if (existsSync(FILE)) {
    const vectors: Vector[] = JSON.parse(readFileSync(FILE, 'utf8'))
    const ofType = (type: string) => vectors.filter(vector => vector.meta.type.startsWith(type))

    t.test('RequestParser reads each vector alike, however it is cut', async t => {
        for (const vector of ofType('request')) {
            const bytes = Buffer.from(vector.raw, 'base64')
            const expected = JSON.stringify(read([bytes]))
            const different = [...cuts(bytes)].filter(([, pieces]) => JSON.stringify(read(pieces)) !== expected)
            t.same(
                different.map(([name]) => name),
                [],
                vector.title,
            )
        }
    })

    t.test(
        'RequestParser accepts and refuses the strict vectors as llhttp does, or is stricter for a reason',
        async t => {
            const strict = vectors.filter(vector => vector.meta.type === 'request')
            t.equal(strict.length, 131)
            for (const vector of strict) {
                const outcome = read([Buffer.from(vector.raw, 'base64')])
                const pause = vector.error[1]?.startsWith('Pause')
                if (pause) {
                    t.equal(outcome.error, pauses[vector.title], vector.title)
                    t.equal(outcome.handedOver, outcome.error === null, vector.title)
                } else if (vector.title in stricter) {
                    t.equal(vector.error.length, 0, `${vector.title} is accepted by llhttp`)
                    t.equal(outcome.error, stricter[vector.title]![0], vector.title)
                } else {
                    const wanted = vector.error.length > 0 ? 'refused' : 'accepted'
                    t.equal(
                        outcome.error === null ? 'accepted' : 'refused',
                        wanted,
                        `${vector.title}: ${outcome.error}`,
                    )
                }
            }
        },
    )

    t.test('RequestParser refuses what only a lenient parser takes', async t => {
        const lenient = ofType('request-lenient')
        t.equal(lenient.length, 28)
        for (const vector of lenient) {
            const outcome = read([Buffer.from(vector.raw, 'base64')])
            t.not(outcome.error, null, `${vector.meta.type}: ${vector.title}`)
        }
    })

    t.test('RequestParser tells whether input may end', async t => {
        for (const vector of ofType('request-finish')) {
            const outcome = read([Buffer.from(vector.raw, 'base64')])
            t.equal(outcome.error, null, vector.title)
            t.equal(
                outcome.messages.length > 0 && outcome.messages.at(-1)!.complete,
                finish[vector.title],
                vector.title,
            )
        }
    })
} else {
    t.test('RequestParser against the llhttp vectors', { skip: 'The shared suites are not here' }, async () => {})
}
