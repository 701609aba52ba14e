import fc from 'fast-check'
import t from 'tap'
import { ResponseParser } from '../../../services/http/index.js'

const heads = [
    'HTTP/1.1 200 OK\r\n\r\n',
    'HTTP/1.1 200 \r\nContent-Length: 5\r\n\r\n',
    'HTTP/1.1 404\r\nA: b\r\nConnection: Keep-Alive, CLOSE\r\n\r\n',
    'HTTP/1.0 200 fine \xe4\r\nConnection: keep-alive\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n',
    'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nEmpty:\r\nX: 1\r\n\r\n',
    'HTTP/2 200\r\nTransfer-Encoding: Chunked\r\n\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 7\r\n\r\n',
]

const bad: readonly [head: string, code: string][] = [
    ['ICY 200 OK\r\n\r\n', 'HTTP_BAD_STATUS_LINE'],
    ['HTTP/ 200 OK\r\n\r\n', 'HTTP_BAD_STATUS_LINE'],
    ['HTTP/1.1\r\n\r\n', 'HTTP_BAD_STATUS_LINE'],
    ['HTTP/1.1  200 OK\r\n\r\n', 'HTTP_BAD_STATUS_LINE'],
    ['HTTP/1.1 20 OK\r\n\r\n', 'HTTP_BAD_STATUS_LINE'],
    ['HTTP/1.1 2000 OK\r\n\r\n', 'HTTP_BAD_STATUS_LINE'],
    ['HTTP/1.1 200 a\x01\r\n\r\n', 'HTTP_BAD_STATUS_LINE'],
    ['HTTP/1.1 200 OK\n\n', 'HTTP_BAD_STATUS_LINE'],
    ['HTTP/1.1 200 OK\rx', 'HTTP_BARE_CR'],
    ['HTTP/1.1 099 OK\r\n\r\n', 'HTTP_BAD_STATUS'],
    ['HTTP/1.1 600 OK\r\n\r\n', 'HTTP_BAD_STATUS'],
    ['HTTP/1.1 200 OK\r\n folded: x\r\n\r\n', 'HTTP_FOLDED_LINE'],
    ['HTTP/1.1 200 OK\r\nName : x\r\n\r\n', 'HTTP_BLANK_BEFORE_COLON'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 2x\r\n\r\n', 'HTTP_BAD_CONTENT_LENGTH'],
    ['HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n', 'HTTP_BAD_CONTENT_LENGTH'],
    ['HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n', 'HTTP_BAD_CONTENT_LENGTH'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 9007199254740992\r\n\r\n', 'HTTP_CONTENT_LENGTH_TOO_LARGE'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 'HTTP_REPEATED_CONTENT_LENGTH'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n', 'HTTP_BAD_TRANSFER_ENCODING'],
    [
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n',
        'HTTP_BAD_TRANSFER_ENCODING',
    ],
]

/** What a parser makes of a text that comes in pieces. */
function outcome(pieces: readonly Buffer[], parser = new ResponseParser()) {
    let rest = 0
    for (const piece of pieces) {
        if (parser.complete || parser.error !== null) {
            rest += piece.length
        } else {
            rest += piece.length - parser.execute(piece, 0, piece.length)
        }
    }
    const { status, old, contentLength, chunked, keepAlive, upgradeAsked, reason, fields } = parser.head
    const code = parser.error?.code ?? null
    const facts = { status, old, contentLength, chunked, keepAlive, upgradeAsked, reason, fields: [...fields] }
    return { code, ...(parser.complete ? { rest, ...facts } : {}) }
}

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')

t.test('ResponseParser reads heads', async t => {
    t.match(outcome([bytes(`${heads[0]}body`)]), {
        status: 200,
        reason: 'OK',
        keepAlive: true,
        contentLength: -1,
        rest: 4,
    })
    t.match(outcome([bytes(heads[1]!)]), { reason: '', contentLength: 5, old: false })
    t.match(outcome([bytes(heads[2]!)]), { status: 404, reason: '', keepAlive: false })
    t.match(outcome([bytes(heads[3]!)]), { reason: 'fine \xe4', old: true, keepAlive: true, contentLength: 0 })
    t.match(outcome([bytes(heads[4]!)]), {
        status: 101,
        upgradeAsked: true,
        fields: [
            ['connection', 'upgrade'],
            ['Empty', ''],
            ['X', '1'],
        ],
    })
    t.match(outcome([bytes(heads[5]!)]), { old: true, chunked: true, keepAlive: false })
    t.match(outcome([bytes(heads[6]!)]), { chunked: true, keepAlive: false })
})

t.test('ResponseParser says the same however its input is cut', async t => {
    for (const text of [...heads.map(head => `${head}rest`), ...bad.map(([head]) => head)]) {
        const whole = outcome([bytes(text)])
        for (let at = 1; at < text.length; at++) {
            t.same(outcome([bytes(text.slice(0, at)), bytes(text.slice(at))]), whole, JSON.stringify(text))
        }
        t.same(outcome(Array.from(text, bytes)), whole)
    }
})

t.test('ResponseParser refuses what is no head, with a code', async t => {
    for (const [head, code] of bad) {
        t.equal(outcome([bytes(head)]).code, code, JSON.stringify(head))
    }
})

t.test('ResponseParser reads one head after another, within its limits', async t => {
    const parser = new ResponseParser({ head: 40, fields: 2 })
    const two = bytes('HTTP/1.1 100 \r\n\r\nHTTP/1.1 204 No\r\nA:1\r\n\r\n')
    const end = parser.execute(two, 0, two.length)
    t.equal(parser.head.status, 100)
    t.equal(parser.execute(two, end, two.length), two.length)
    t.match(parser, { complete: true, head: { status: 204 } })
    t.equal(
        outcome([bytes(`HTTP/1.1 200 ${'x'.repeat(50)}`)], new ResponseParser({ head: 40 })).code,
        'HTTP_HEAD_TOO_LARGE',
    )
    t.equal(
        outcome([bytes('HTTP/1.1 200\r\na:1\r\nb:2\r\nc:3\r\n')], new ResponseParser({ fields: 2 })).code,
        'HTTP_TOO_MANY_FIELDS',
    )
})

t.test('ResponseParser ends for any input, at the same place however it is cut', async t => {
    const part = fc.constantFrom(...'HTTP/1.1 200 OK\r\n|\r\n|A: b\r\n|Content-Length: 3\r\n| |\n|x'.split('|'))
    fc.assert(
        fc.property(fc.array(part, { maxLength: 8 }), parts => {
            const text = parts.join('')
            t.same(outcome(Array.from(text, bytes)), outcome([bytes(text)]))
        }),
        { numRuns: 100 },
    )
})
