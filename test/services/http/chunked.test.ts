import t from 'tap'
import { ChunkedDecoder, type ChunkedLimits } from '../../../services/http/index.js'
import { cuts } from './message-reader.js'

interface Decoded {
    body: string
    error: string | null
    complete: boolean
    /** Bytes after the body. */
    rest: string
    trailer: [string, string][] | null
}

function decodePieces(pieces: Uint8Array[], limits?: ChunkedLimits): Decoded {
    const decoder = new ChunkedDecoder(limits)
    const decoded: Decoded = { body: '', error: null, complete: false, rest: '', trailer: null }
    for (const piece of pieces) {
        const buf = Buffer.concat([Buffer.from('<<'), piece, Buffer.from('>>')])
        let pos = 2
        while (pos < buf.length - 2 && !decoder.complete && decoder.error === null) {
            pos = decoder.execute(buf, pos, buf.length - 2)
            decoded.body += buf.toString('latin1', decoder.dataStart, decoder.dataEnd)
        }
        if (decoder.complete) {
            decoded.rest += buf.toString('latin1', pos, buf.length - 2)
        }
        buf.fill(0xff)
    }
    decoded.error = decoder.error === null ? null : decoder.error.code
    decoded.complete = decoder.complete
    decoded.trailer = decoder.complete && decoder.trailer !== null ? [...decoder.trailer] : null
    return decoded
}

/** What becomes of a text, which must not depend on how it is cut. */
function decode(text: string, limits?: ChunkedLimits): Decoded | string {
    const outcomes = new Map<string, Decoded>()
    for (const [, pieces] of cuts(Buffer.from(text, 'latin1'))) {
        const decoded = decodePieces(pieces, limits)
        outcomes.set(JSON.stringify(decoded), decoded)
    }
    return outcomes.size === 1 ? [...outcomes.values()][0]! : `Depends on the cut: ${[...outcomes.keys()].join(' ')}`
}

function good(body: string, more: Partial<Decoded> = {}): Decoded {
    return { body, error: null, complete: true, rest: '', trailer: null, ...more }
}

function bad(error: string, body = ''): Decoded {
    return { body, error, complete: false, rest: '', trailer: null }
}

t.test('ChunkedDecoder.execute reads chunks and stops behind the body', async t => {
    t.same(decode('0\r\n\r\n'), good(''))
    t.same(decode('5\r\nhello\r\n6\r\n world\r\n0\r\n\r\nGET'), good('hello world', { rest: 'GET' }))
    t.same(decode('a\r\n0123456789\r\n00A\r\n0123456789\r\n000\r\n\r\n'), good('01234567890123456789'))
    t.same(decode('2\r\n\r\n\r\n0\r\n\r\n'), good('\r\n'))
})

t.test('ChunkedDecoder.execute gives spans of the input and copies nothing', async t => {
    const decoder = new ChunkedDecoder()
    const buf = Buffer.from('4\r\nabcd\r\n0\r\n\r\n')
    t.equal(decoder.execute(buf, 0, buf.length), 7)
    t.same([decoder.dataStart, decoder.dataEnd], [3, 7])
    t.equal(decoder.execute(buf, 7, buf.length), buf.length)
    t.equal(decoder.dataEnd, decoder.dataStart)
    t.equal(decoder.complete, true)
    t.equal(decoder.execute(buf, 0, buf.length), 0, 'nothing more is read')
})

t.test('ChunkedDecoder.reset makes it ready for the next body', async t => {
    const decoder = new ChunkedDecoder()
    for (const text of ['3;a\r\nabc\r\n0\r\nA: b\r\n\r\n', '3 \r\n', '1\r\nx\r\n0\r\n\r\n']) {
        const buf = Buffer.from(text)
        let body = ''
        decoder.reset()
        for (let pos = 0; pos < buf.length && !decoder.complete && decoder.error === null; ) {
            pos = decoder.execute(buf, pos, buf.length)
            body += buf.toString('latin1', decoder.dataStart, decoder.dataEnd)
        }
        t.equal(decoder.error?.code, text.startsWith('3 ') ? 'HTTP_BAD_CHUNK_SIZE' : undefined)
        t.equal(body, text.startsWith('3;') ? 'abc' : text.startsWith('1') ? 'x' : '')
        t.equal(decoder.trailer === null, !text.includes('A: b'))
    }
})

t.test('ChunkedDecoder refuses sizes that are not plain hexadecimal', async t => {
    for (const size of ['', ' 1', '1 ', '1\t', 'g', '0x1', '+1', '-1', '1,', '1.', '1_0', '\xb2', '"1"', '1\0']) {
        t.same(decode(`${size}\r\nx\r\n0\r\n\r\n`), bad('HTTP_BAD_CHUNK_SIZE'), JSON.stringify(size))
    }
})

t.test('ChunkedDecoder takes 15 digits and sizes up to 2^53 - 1', async t => {
    t.same(decode('000000000000001\r\nx\r\n0\r\n\r\n'), good('x'))
    t.same(decode('0000000000000001\r\nx\r\n0\r\n\r\n'), bad('HTTP_BAD_CHUNK_SIZE'))
    t.same(decode('1fffffffffffff\r\nx'), { ...good('x'), complete: false })
    t.same(decode('20000000000000\r\nx'), bad('HTTP_CHUNK_TOO_LARGE'))
    t.same(decode('fffffffffffffff\r\nx'), bad('HTTP_CHUNK_TOO_LARGE'))
    t.same(decode('100000000\r\nx'), { ...good('x'), complete: false })
})

t.test('ChunkedDecoder wants CRLF everywhere', async t => {
    t.same(decode('1\nx\r\n0\r\n\r\n'), bad('HTTP_BAD_CHUNK_SIZE'))
    t.same(decode('1\rx\r\n0\r\n\r\n'), bad('HTTP_BAD_CHUNK_SIZE'))
    t.same(decode('1\r\r\nx\r\n0\r\n\r\n'), bad('HTTP_BAD_CHUNK_SIZE'))
    t.same(decode('1\r\nx\n0\r\n\r\n'), bad('HTTP_BAD_CHUNK_DATA', 'x'))
    t.same(decode('1\r\nx\r0\r\n\r\n'), bad('HTTP_BAD_CHUNK_DATA', 'x'))
    t.same(decode('1\r\nxy\r\n0\r\n\r\n'), bad('HTTP_BAD_CHUNK_DATA', 'x'))
    t.same(decode('1\r\nx0\r\n\r\n'), bad('HTTP_BAD_CHUNK_DATA', 'x'))
    t.same(decode('0\r\n\n'), bad('HTTP_BARE_LF'))
    t.same(decode('0\r\n\rX'), bad('HTTP_BARE_CR'))
})

t.test('ChunkedDecoder drops well-formed extensions', async t => {
    for (const extension of [
        ';a',
        ';a=b',
        ';a;b',
        ';a=b;c="d e";f',
        ';a=""',
        ';a="\\""',
        ';a="\\\\;\t\xe4"',
        ';a="\\\xe4"',
    ]) {
        t.same(decode(`1${extension}\r\nx\r\n0${extension}\r\n\r\n`), good('x'), extension)
    }
})

t.test('ChunkedDecoder refuses other extensions', async t => {
    for (const extension of [
        ...[
            ';',
            ';;',
            ';=b',
            ';a=',
            ';a=;b',
            ';a==b',
            ';a=b=c',
            '; a',
            ';a ',
            ';a =b',
            ';a= b',
            ';a=b ',
            ';a b',
            ';a,b',
        ],
        ...[';a="', ';a="b"c', ';a="b" ', ';a="b";', ';a="\\', ';a="\0"', ';a="\\\x01"', ';a="\x7f"', ';\xe4', ';a\n'],
    ]) {
        t.same(decode(`1${extension}\r\nx\r\n0\r\n\r\n`), bad('HTTP_BAD_CHUNK_EXTENSION'), JSON.stringify(extension))
    }
})

t.test('ChunkedDecoder limits the chunk line exactly', async t => {
    const line = '1;name=value\r\n'
    t.same(decode(`${line}x\r\n0\r\n\r\n`, { line: line.length }), good('x'))
    t.same(decode(`${line}x\r\n0\r\n\r\n`, { line: line.length - 1 }), bad('HTTP_CHUNK_LINE_TOO_LONG'))
    t.same(decode(`1;${'a'.repeat(1020)}\r\nx\r\n0\r\n\r\n`), good('x'), '1024 by default')
    t.same(decode(`1;${'a'.repeat(1021)}\r\nx\r\n0\r\n\r\n`), bad('HTTP_CHUNK_LINE_TOO_LONG'))
})

t.test('ChunkedDecoder limits the extensions of a body', async t => {
    // The kind of CVE-2023-39326: one byte of data to a line full of extensions, again and again
    const chunk = '1;aaaaaaaa\r\nx\r\n'
    t.same(decode(`${chunk.repeat(2)}0\r\n\r\n`, { extensions: 18 }), good('xx'))
    t.same(decode(`${chunk.repeat(2)}0\r\n\r\n`, { extensions: 17 }), bad('HTTP_TOO_MANY_CHUNK_EXTENSIONS', 'x'))
    t.same(decode(`${chunk.repeat(3)}0\r\n\r\n`, { extensions: 10 }), bad('HTTP_TOO_MANY_CHUNK_EXTENSIONS', 'x'))
    const long = `1;${'a'.repeat(1000)}\r\nx\r\n`
    const decoded = decodePieces([Buffer.from(`${long.repeat(20)}0\r\n\r\n`)])
    t.equal(decoded.error, 'HTTP_TOO_MANY_CHUNK_EXTENSIONS', '16384 bytes by default')
    t.equal(decoded.body.length, 16)
})

t.test('ChunkedDecoder reads trailer fields by the rules of header fields', async t => {
    t.same(
        decode('1\r\nx\r\n0\r\nA: b\r\nContent-Length: x\r\nTransfer-Encoding: y\r\n\r\nGET'),
        good('x', {
            rest: 'GET',
            trailer: [
                ['A', 'b'],
                ['Content-Length', 'x'],
                ['Transfer-Encoding', 'y'],
            ],
        }),
    )
    t.same(decode('0\r\nA : b\r\n\r\n'), bad('HTTP_BLANK_BEFORE_COLON'))
    t.same(decode('0\r\n A: b\r\n\r\n'), bad('HTTP_FOLDED_LINE'))
    t.same(decode('0\r\nA: b\n\r\n'), bad('HTTP_BARE_LF'))
    t.same(decode('0\r\nA\r\n\r\n'), bad('HTTP_NO_COLON'))
})

t.test('ChunkedDecoder limits the trailer section', async t => {
    t.same(decode('0\r\nA: b\r\n\r\n', { trailer: 8 }), good('', { trailer: [['A', 'b']] }))
    t.same(decode('0\r\nA: b\r\n\r\n', { trailer: 7 }), bad('HTTP_HEAD_TOO_LARGE'))
    t.same(decode('0\r\nA: b\r\nC: d\r\n\r\n', { fields: 1 }), bad('HTTP_TOO_MANY_FIELDS'))
})
