import t from 'tap'
import { RequestParser } from '../../../services/http/index.js'
import { faultOf, read } from './message-reader.js'

function bytes(text: string): Buffer {
    return Buffer.from(text, 'latin1')
}

t.test('RequestParser.execute reads a head and stops behind it', async t => {
    const parser = new RequestParser()
    const text =
        'POST /a?b=c HTTP/1.1\r\nHost: h\r\nX-One: 1 \t\r\nx-one:\t2\r\nX-Empty:\r\nContent-Length: 4\r\n\r\nbodyGET'
    const buf = bytes(`..${text}`)
    const end = parser.execute(buf, 2, buf.length)
    t.equal(end, buf.length - 7)
    t.equal(parser.error, null)
    t.equal(parser.complete, true)
    const head = parser.head
    t.equal(head.method, 'POST')
    t.equal(head.target, '/a?b=c')
    t.equal(head.minorVersion, 1)
    t.equal(head.keepAlive, true)
    t.equal(head.contentLength, 4)
    t.equal(head.hasBody, true)
    t.equal(head.chunked, false)
    t.equal(head.get('HOST'), 'h')
    t.equal(head.get('x-empty'), '')
    t.same(head.fields.getAll('x-One'), ['1', '2'])
    t.equal(head.get('x-two'), undefined)
})

t.test('RequestParser.execute begins the next head by itself and forgets the last one', async t => {
    const parser = new RequestParser()
    const one = bytes('PUT /1 HTTP/1.0\r\nContent-Length: 0\r\nConnection: close\r\nHost: h\r\n\r\n')
    const two = bytes('GET /2 HTTP/1.1\r\n\r\n')
    t.equal(parser.execute(one, 0, one.length), one.length)
    t.equal(parser.head.contentLength, 0)
    t.equal(parser.head.keepAlive, false)
    t.equal(parser.execute(two, 0, two.length), two.length)
    const head = parser.head
    t.strictSame(
        [head.method, head.target, head.contentLength, head.keepAlive, head.hosts, head.fields.count],
        ['GET', '/2', -1, true, 0, 0],
    )
})

t.test('RequestParser.partial tells whether a head has begun', async t => {
    const parser = new RequestParser()
    const buf = bytes('GET / HTTP/1.1\r\n\r\n')
    t.equal(parser.partial, false)
    t.equal(parser.execute(buf, 0, 0), 0)
    t.equal(parser.partial, false)
    t.equal(parser.execute(buf, 0, 1), 1)
    t.equal(parser.partial, true)
    parser.execute(buf, 1, buf.length)
    t.equal(parser.complete, true)
    t.equal(parser.partial, false)
})

t.test('RequestParser.execute consumes nothing after an error', async t => {
    const parser = new RequestParser()
    const buf = bytes('GET\0/ HTTP/1.1\r\n\r\n')
    t.equal(parser.execute(buf, 0, buf.length), 3)
    t.equal(parser.error?.code, 'HTTP_BAD_METHOD')
    t.equal(parser.execute(buf, 4, buf.length), 4)
    t.equal(parser.complete, false)
})

t.test('RequestParser.execute leaves alone what follows a head that came in pieces', async t => {
    const text = 'GET / HTTP/1.1\r\nA: b\r\n\r\n'
    for (let at = 1; at < text.length; at++) {
        const parser = new RequestParser()
        const first = bytes(text.slice(0, at))
        const second = bytes(`##${text.slice(at)}GET /next`)
        t.equal(parser.execute(first, 0, at), at)
        t.equal(parser.execute(second, 2, second.length), 2 + text.length - at)
        t.equal(parser.complete, true)
    }
})

t.test('RequestParser takes methods in any case and shares the common strings', async t => {
    for (const [sent, method] of [
        ['GET', 'GET'],
        ['get', 'GET'],
        ['Post', 'POST'],
        ['M-SEARCH', 'M-SEARCH'],
        ['propfind', 'PROPFIND'],
    ]) {
        t.equal(read([bytes(`${sent} / HTTP/1.1\r\n\r\n`)]).messages[0]?.method, method)
    }
    const parser = new RequestParser()
    const buf = bytes('x!#$ / HTTP/1.1\r\n\r\n')
    parser.execute(buf, 0, buf.length)
    t.equal(parser.head.method, 'X!#$', 'any token is a method')
})

t.test('RequestParser takes runs of blanks between the parts of the request line', async t => {
    const message = read([bytes('GET \t /a\t\tHTTP/1.1\r\n\r\n')]).messages[0]
    t.equal(message?.target, '/a')
})

t.test('RequestParser ignores empty lines before a request within the limit of the head', async t => {
    const outcome = read([bytes('\r\n\r\nGET /1 HTTP/1.1\r\n\r\n\r\nGET /2 HTTP/1.1\r\n\r\n')])
    t.same(
        outcome.messages.map(message => message.target),
        ['/1', '/2'],
    )
    t.equal(faultOf('\r\n'.repeat(50), { line: 64 }), 'HTTP_TARGET_TOO_LONG')
    t.equal(faultOf('\r\n'.repeat(50), { head: 64, line: 100 }), 'HTTP_HEAD_TOO_LARGE')
    t.equal(faultOf('\nGET / HTTP/1.1\r\n\r\n'), 'HTTP_BAD_METHOD')
    t.equal(faultOf('\rGET / HTTP/1.1\r\n\r\n'), 'HTTP_BARE_CR')
})

t.test('RequestParser speaks HTTP/1 only', async t => {
    for (const [version, minor] of [
        ['HTTP/1.0', 0],
        ['HTTP/1.1', 1],
        ['HTTP/1.2', 1],
        ['HTTP/1.9', 1],
    ] as const) {
        t.equal(read([bytes(`GET / ${version}\r\n\r\n`)]).messages[0]?.minorVersion, minor, version)
    }
    for (const [version, code] of [
        ['HTTP/0.9', 'HTTP_UNSUPPORTED_VERSION'],
        ['HTTP/2.0', 'HTTP_UNSUPPORTED_VERSION'],
        ['HTTP/2', 'HTTP_UNSUPPORTED_VERSION'],
        ['HTTP/1', 'HTTP_BAD_REQUEST_LINE'],
        ['HTTP/1.', 'HTTP_BAD_REQUEST_LINE'],
        ['HTTP/1.10', 'HTTP_BAD_REQUEST_LINE'],
        ['HTTP/1.1 ', 'HTTP_BAD_REQUEST_LINE'],
        ['HTTP/1.1\t', 'HTTP_BAD_REQUEST_LINE'],
        ['HTTP/1,1', 'HTTP_BAD_REQUEST_LINE'],
        ['HTTP/x.1', 'HTTP_BAD_REQUEST_LINE'],
        ['HTTP/11.1', 'HTTP_BAD_REQUEST_LINE'],
        ['http/1.1', 'HTTP_BAD_REQUEST_LINE'],
        ['HTTPS/1.1', 'HTTP_BAD_REQUEST_LINE'],
        ['', 'HTTP_NO_VERSION'],
    ] as const) {
        t.equal(faultOf(`GET / ${version}\r\n\r\n`), code, version)
    }
})

t.test('RequestParser refuses a bad request line at the byte that is wrong', async t => {
    for (const [line, code] of [
        ['\x16\x03\x01\x02\x00', 'HTTP_BAD_METHOD'],
        [' GET / HTTP/1.1', 'HTTP_BAD_METHOD'],
        ['GET', 'HTTP_BAD_METHOD'],
        ['G@T / HTTP/1.1', 'HTTP_BAD_METHOD'],
        ['GET:/', 'HTTP_BAD_METHOD'],
        ['GET ', 'HTTP_BAD_REQUEST_LINE'],
        ['GET /', 'HTTP_NO_VERSION'],
        ['GET / bar HTTP/1.1', 'HTTP_BAD_REQUEST_LINE'],
        ['GET /\x00 HTTP/1.1', 'HTTP_BAD_TARGET_CHARACTER'],
        ['GET /\x7f HTTP/1.1', 'HTTP_BAD_TARGET_CHARACTER'],
        ['GET /\xe4 HTTP/1.1', 'HTTP_BAD_TARGET_CHARACTER'],
        ['GET /\v HTTP/1.1', 'HTTP_BAD_TARGET_CHARACTER'],
    ] as const) {
        t.equal(faultOf(`${line}\r\n`), code, JSON.stringify(line))
    }
    t.equal(faultOf('GET / HTTP/1.1\n'), 'HTTP_BARE_LF')
    t.equal(faultOf('GET / HTTP/1.1\rX'), 'HTTP_BARE_CR')
})

t.test('RequestParser refuses bad field lines', async t => {
    for (const [lines, code] of [
        ['A: b\nC: d\r\n', 'HTTP_BARE_LF'],
        ['A: b\r\n\n', 'HTTP_BARE_LF'],
        ['A\n', 'HTTP_BARE_LF'],
        ['A:\n', 'HTTP_BARE_LF'],
        ['A: b\rC: d\r\n', 'HTTP_BARE_CR'],
        ['A: b\r\r\n', 'HTTP_BARE_CR'],
        ['A: b\r\n\rX', 'HTTP_BARE_CR'],
        [' A: b\r\n', 'HTTP_FOLDED_LINE'],
        ['A: b\r\n c\r\n', 'HTTP_FOLDED_LINE'],
        ['A: b\r\n\tc\r\n', 'HTTP_FOLDED_LINE'],
        ['A : b\r\n', 'HTTP_BLANK_BEFORE_COLON'],
        ['A\t: b\r\n', 'HTTP_BLANK_BEFORE_COLON'],
        ['A b: c\r\n', 'HTTP_BLANK_BEFORE_COLON'],
        ['A\r\n', 'HTTP_NO_COLON'],
        [': b\r\n', 'HTTP_BAD_FIELD_NAME'],
        ['A(b): c\r\n', 'HTTP_BAD_FIELD_NAME'],
        ['A\0: c\r\n', 'HTTP_BAD_FIELD_NAME'],
        ['\xc4: c\r\n', 'HTTP_BAD_FIELD_NAME'],
        ['A: b\0c\r\n', 'HTTP_BAD_FIELD_VALUE'],
        ['A: b\vc\r\n', 'HTTP_BAD_FIELD_VALUE'],
        ['A: b\fc\r\n', 'HTTP_BAD_FIELD_VALUE'],
        ['A: \x1b[2J\r\n', 'HTTP_BAD_FIELD_VALUE'],
        ['A: b\x7f\r\n', 'HTTP_BAD_FIELD_VALUE'],
    ] as const) {
        t.equal(faultOf(`GET / HTTP/1.1\r\n${lines}\r\n`), code, JSON.stringify(lines))
    }
})

t.test('RequestParser finds a forbidden byte at each place of a value', async t => {
    for (let byte = 0; byte < 256; byte++) {
        const legal = byte === 9 || (byte >= 32 && byte !== 127)
        for (let at = 0; at < 9; at++) {
            const value = `${'v'.repeat(at)}${String.fromCharCode(byte)}${'w'.repeat(8 - at)}`
            const outcome = read([bytes(`GET / HTTP/1.1\r\nA: ${value}\r\n\r\n`)])
            if ((outcome.error === null) !== legal) {
                t.fail(`byte ${byte} at ${at}: ${outcome.error}`)
            }
            if (legal) {
                t.equal(outcome.messages[0]?.fields[0]?.[1], value.replace(/^[ \t]+|[ \t]+$/g, ''))
            }
        }
    }
})

t.test('RequestParser accepts and refuses each byte in method, target and name as its grammar has it', async t => {
    const token = /^[A-Za-z0-9!#$%&'*+\-.^_`|~]$/
    for (let byte = 0; byte < 256; byte++) {
        const char = String.fromCharCode(byte)
        const accepted = (text: string) => {
            const parser = new RequestParser()
            const buf = bytes(text)
            parser.execute(buf, 0, buf.length)
            return parser.complete
        }
        t.equal(accepted(`G${char}T / HTTP/1.1\r\n\r\n`), token.test(char))
        t.equal(accepted(`GET / HTTP/1.1\r\na${char}b: c\r\n\r\n`), token.test(char) || char === ':')
        t.equal(accepted(`GET /a${char}b HTTP/1.1\r\n\r\n`), byte > 32 && byte < 127)
    }
})

t.test('RequestParser limits the bytes of the head exactly', async t => {
    const text = 'GET / HTTP/1.1\r\nA: 0123456789\r\n\r\n'
    t.equal(faultOf(text, { head: text.length }), null)
    t.equal(faultOf(text, { head: text.length - 1 }), 'HTTP_HEAD_TOO_LARGE')
    t.equal(faultOf(text, { head: 20 }), 'HTTP_HEAD_TOO_LARGE')
})

t.test('RequestParser limits the bytes of the request line exactly', async t => {
    const line = 'GET /0123456789 HTTP/1.1\r\n'
    t.equal(faultOf(`${line}\r\n`, { line: line.length }), null)
    t.equal(faultOf(`${line}\r\n`, { line: line.length - 1 }), 'HTTP_TARGET_TOO_LONG')
    t.equal(faultOf(line, { line: 8 }), 'HTTP_TARGET_TOO_LONG')
})

t.test('RequestParser limits the number of fields', async t => {
    const text = `GET / HTTP/1.1\r\n${'A: b\r\n'.repeat(5)}\r\n`
    t.equal(faultOf(text, { fields: 5 }), null)
    t.equal(faultOf(text, { fields: 4 }), 'HTTP_TOO_MANY_FIELDS')
    t.equal(faultOf('GET / HTTP/1.1\r\n\r\n', { fields: 0 }), null)
})

t.test('RequestParser has limits by default', async t => {
    const fields = (count: number) => `GET / HTTP/1.1\r\n${'A: b\r\n'.repeat(count)}\r\n`
    t.equal(read([bytes(fields(100))]).error, null)
    t.equal(read([bytes(fields(101))]).error, 'HTTP_TOO_MANY_FIELDS')
    t.equal(read([bytes(`GET /${'a'.repeat(8000)} HTTP/1.1\r\n\r\n`)]).error, null)
    t.equal(read([bytes(`GET /${'a'.repeat(8192)} HTTP/1.1\r\n\r\n`)]).error, 'HTTP_TARGET_TOO_LONG')
    t.equal(read([bytes(`GET / HTTP/1.1\r\nA: ${'a'.repeat(10000)}\r\n\r\n`)]).error, null)
    t.equal(read([bytes(`GET / HTTP/1.1\r\nA: ${'a'.repeat(10240)}\r\n\r\n`)]).error, 'HTTP_HEAD_TOO_LARGE')
})

t.test('RequestParser.execute holds no more than the limit of a head that never ends', async t => {
    const parser = new RequestParser({ head: 1000 })
    const line = bytes('GET / HTTP/1.1\r\nA: ')
    parser.execute(line, 0, line.length)
    const flood = Buffer.alloc(100_000, 0x61)
    const stopped = parser.execute(flood, 0, flood.length)
    t.equal(stopped, 1000 - line.length)
    t.equal(parser.error?.code, 'HTTP_HEAD_TOO_LARGE')
})
