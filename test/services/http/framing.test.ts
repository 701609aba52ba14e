/*
    framing.test.ts -- Where a request ends. Many cases are from reports of request smuggling; each must have one reading or
    none, however the bytes are cut.
*/

import t from 'tap'
import { RequestParser } from '../../../services/http/index.js'
import { cuts, faultOf, read } from './message-reader.js'

function request(fields: string, body = '', version = '1.1'): Buffer {
    return Buffer.from(`POST / HTTP/${version}\r\nHost: h\r\n${fields}\r\n${body}`, 'latin1')
}

function code(fields: string, version?: string): string | null {
    return faultOf(request(fields, '', version).toString('latin1'))
}

function head(fields: string, version = '1.1') {
    const parser = new RequestParser()
    const buf = request(fields, '', version)
    parser.execute(buf, 0, buf.length)
    return parser.head
}

t.test('contentLength is a plain decimal number', async t => {
    for (const [value, length] of [
        ['0', 0],
        ['42', 42],
        ['  42\t ', 42],
        ['0042', 42],
        [`${'0'.repeat(50)}7`, 7],
        ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ] as const) {
        t.equal(head(`Content-Length: ${value}\r\n`).contentLength, length, value)
    }
    for (const value of [
        '',
        ' ',
        '+1',
        '-1',
        '1,1',
        '1, 1',
        '1 1',
        '1;',
        '0x10',
        '1e3',
        '1.0',
        '١',
        '1\t2',
        '"1"',
        '1_0',
    ]) {
        t.equal(code(`Content-Length: ${value}\r\n`), 'HTTP_BAD_CONTENT_LENGTH', JSON.stringify(value))
    }
})

t.test('contentLength beyond 2^53 - 1 is refused as too large', async t => {
    for (const value of ['9007199254740992', '18446744073709551617', '1'.repeat(400)]) {
        t.equal(code(`Content-Length: ${value}\r\n`), 'HTTP_CONTENT_LENGTH_TOO_LARGE', value.slice(0, 30))
    }
})

t.test('contentLength given twice is refused, even with equal values', async t => {
    t.equal(code('Content-Length: 1\r\nContent-Length: 1\r\n'), 'HTTP_REPEATED_CONTENT_LENGTH')
    t.equal(code('Content-Length: 1\r\nA: b\r\ncontent-length: 2\r\n'), 'HTTP_REPEATED_CONTENT_LENGTH')
    t.equal(code('Content-Length: 0\r\nContent-Length: \r\n'), 'HTTP_REPEATED_CONTENT_LENGTH')
})

t.test('chunked is the only transfer coding', async t => {
    for (const value of ['chunked', 'Chunked', 'CHUNKED', '\tchunked', 'chunked\t ']) {
        t.equal(head(`Transfer-Encoding: ${value}\r\n`).chunked, true, JSON.stringify(value))
    }
    for (const value of [
        ...[
            '',
            'identity',
            'gzip',
            'xchunked',
            'chunkedx',
            'chunked,',
            ',chunked',
            'chunked, chunked',
            'gzip, chunked',
        ],
        ...['chunked, identity', 'chunked;q=1', '"chunked"', 'chunked foo', 'chun\xaded', 'cow', "'chunked'"],
    ]) {
        t.equal(code(`Transfer-Encoding: ${value}\r\n`), 'HTTP_BAD_TRANSFER_ENCODING', JSON.stringify(value))
    }
    for (const fields of [
        'Transfer-Encoding : chunked',
        'Transfer-Encoding\t: chunked',
        'Transfer Encoding: chunked',
    ]) {
        t.equal(code(`${fields}\r\n`), 'HTTP_BLANK_BEFORE_COLON', fields)
    }
    for (const char of ['\v', '\f', '\0', '\x01']) {
        t.equal(code(`Transfer-Encoding:${char}chunked\r\n`), 'HTTP_BAD_FIELD_VALUE')
    }
    t.equal(code('Transfer-Encoding: \x85chunked\r\n'), 'HTTP_BAD_TRANSFER_ENCODING')
    t.equal(code('Transfer-Encoding: \xa0chunked\r\n'), 'HTTP_BAD_TRANSFER_ENCODING')
    t.equal(code('Transfer-Encoding:\r\n chunked\r\n'), 'HTTP_BAD_TRANSFER_ENCODING')
    t.equal(code('X: y\r\n Transfer-Encoding: chunked\r\n'), 'HTTP_FOLDED_LINE')
    t.equal(code('Foo: bar\rTransfer-Encoding: chunked\r\n'), 'HTTP_BARE_CR')
    t.equal(code('Foo: bar\nTransfer-Encoding: chunked\r\n'), 'HTTP_BARE_LF')
    t.equal(code('Transfer-Encoding: chunked\nFoo: bar\r\n'), 'HTTP_BARE_LF')
})

t.test('chunked given twice, with another coding, or in HTTP/1.0 is refused', async t => {
    t.equal(code('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n'), 'HTTP_BAD_TRANSFER_ENCODING')
    t.equal(code('Transfer-Encoding: chunked\r\nTransfer-encoding: identity\r\n'), 'HTTP_BAD_TRANSFER_ENCODING')
    t.equal(code('Transfer-Encoding: chunked\r\n', '1.0'), 'HTTP_BAD_TRANSFER_ENCODING')
})

t.test('chunked together with a Content-Length is refused in either order', async t => {
    t.equal(code('Content-Length: 6\r\nTransfer-Encoding: chunked\r\n'), 'HTTP_CONFLICTING_LENGTH')
    t.equal(code('Transfer-Encoding: chunked\r\nContent-Length: 6\r\n'), 'HTTP_CONFLICTING_LENGTH')
    t.equal(code('Transfer-Encoding: chunked\r\nContent-Length: 0\r\n'), 'HTTP_CONFLICTING_LENGTH')
})

t.test('names that only resemble those of framing fields say nothing about it', async t => {
    for (const name of ['Content_Length', 'Content-Lengths', 'X-Length-Cont', 'Kontent-Length', 'Transfer-Encodinh']) {
        t.equal(head(`${name}: 5\r\n`).contentLength, -1, name)
        t.equal(head(`${name}: chunked\r\n`).chunked, false, name)
    }
})

t.test('keepAlive follows the version and the Connection options', async t => {
    for (const [fields, version, keepAlive] of [
        ['', '1.1', true],
        ['Connection: close\r\n', '1.1', false],
        ['Connection: Close\r\n', '1.1', false],
        ['Connection: keep-alive\r\n', '1.1', true],
        ['Connection: keep-alive, close\r\n', '1.1', false],
        ['Connection: ,, \t close ,\r\n', '1.1', false],
        ['Connection: keep-alive\r\nConnection: close\r\n', '1.1', false],
        ['Connection: closed\r\n', '1.1', true],
        ['Connection: close;x\r\n', '1.1', true],
        ['Connection:\r\n', '1.1', true],
        ['Xonnection: close\r\n', '1.1', true],
        ['', '1.0', false],
        ['Connection: keep-alive\r\n', '1.0', false],
    ] as const) {
        t.equal(head(fields, version).keepAlive, keepAlive, `${version} ${JSON.stringify(fields)}`)
    }
})

t.test('upgrade needs the field, the Connection option and HTTP/1.1', async t => {
    t.equal(head('Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n').upgrade, 'websocket')
    t.equal(head('Connection: upgrade\r\nUpgrade: h2c\r\n').upgrade, 'h2c')
    t.equal(head('Upgrade: websocket\r\n').upgrade, undefined)
    t.equal(head('Connection: upgrade\r\n').upgrade, undefined)
    t.equal(head('Connection: upgrade\r\nUpgrade: websocket\r\n', '1.0').upgrade, undefined)
})

t.test('expectContinue is set by 100-continue in HTTP/1.1 only', async t => {
    t.equal(head('Expect: 100-continue\r\n').expectContinue, true)
    t.equal(head('expect: 100-Continue \r\n').expectContinue, true)
    t.equal(head('Expect: 100-continue\r\n', '1.0').expectContinue, false)
    t.equal(head('Expect: 100-continue\r\nExpect: x\r\n').expectContinue, true)
    t.equal(head('Expect: 101-continue\r\n').expectContinue, false)
    t.equal(head('Accept: 100-continue\r\n').expectContinue, false)
})

t.test('hasBody tells whether a body follows', async t => {
    t.equal(head('').hasBody, false)
    t.equal(head('Content-Length: 0\r\n').hasBody, false)
    t.equal(head('Content-Length: 1\r\n').hasBody, true)
    t.equal(head('Transfer-Encoding: chunked\r\n').hasBody, true)
})

t.test('MessageReader gives streams of smuggled requests one reading or none', async t => {
    const smuggled = 'GET /admin HTTP/1.1\r\nHost: h\r\n\r\n'
    for (const [name, bytes, error, targets] of [
        [
            'CL.TE',
            request('Content-Length: 6\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\nG'),
            'HTTP_CONFLICTING_LENGTH',
            [],
        ],
        [
            'TE.CL',
            request('Transfer-Encoding: chunked\r\nContent-Length: 3\r\n', `8\r\nSMUGGLED\r\n0\r\n\r\n`),
            'HTTP_CONFLICTING_LENGTH',
            [],
        ],
        [
            'TE.TE',
            request('Transfer-Encoding: chunked\r\nTransfer-encoding: x\r\n', '0\r\n\r\n'),
            'HTTP_BAD_TRANSFER_ENCODING',
            [],
        ],
        ['body that looks like a request', request(`Content-Length: ${smuggled.length}\r\n`, smuggled), null, ['/']],
        [
            'chunk that looks like a request',
            request('Transfer-Encoding: chunked\r\n', `20\r\n${smuggled}\r\n0\r\n\r\n`),
            null,
            ['/'],
        ],
        [
            'chunk size overflow',
            request('Transfer-Encoding: chunked\r\n', `10000000000000000\r\n${smuggled}`),
            'HTTP_CHUNK_TOO_LARGE',
            ['/'],
        ],
        [
            'chunk size beyond 2^53',
            request('Transfer-Encoding: chunked\r\n', `20000000000001\r\n${smuggled}`),
            'HTTP_CHUNK_TOO_LARGE',
            ['/'],
        ],
        [
            'bare LF after chunk size',
            request('Transfer-Encoding: chunked\r\n', '2\nxx\r\n0\r\n\r\n'),
            'HTTP_BAD_CHUNK_SIZE',
            ['/'],
        ],
        [
            'bare LF in extension',
            request('Transfer-Encoding: chunked\r\n', '2;\nxx\r\n4c\r\n0\r\n\r\n'),
            'HTTP_BAD_CHUNK_EXTENSION',
            ['/'],
        ],
        [
            'negative chunk size',
            request('Transfer-Encoding: chunked\r\n', '-2\r\nxx\r\n0\r\n\r\n'),
            'HTTP_BAD_CHUNK_SIZE',
            ['/'],
        ],
        [
            '0x chunk size',
            request('Transfer-Encoding: chunked\r\n', '0x2\r\nxx\r\n0\r\n\r\n'),
            'HTTP_BAD_CHUNK_SIZE',
            ['/'],
        ],
        ['data after close', request('Connection: close\r\n', smuggled), 'DATA_AFTER_CLOSE', ['/']],
        ['data after HTTP/1.0', request('', smuggled, '1.0'), 'DATA_AFTER_CLOSE', ['/']],
        [
            'framing in a trailer',
            request('Transfer-Encoding: chunked\r\n', `0\r\nContent-Length: 9\r\n\r\n${smuggled}`),
            null,
            ['/', '/admin'],
        ],
    ] as const) {
        const whole = read([bytes])
        t.equal(whole.error, error, name)
        t.same(
            whole.messages.map(message => message.target),
            targets,
            name,
        )
        for (const [cut, pieces] of cuts(bytes)) {
            if (JSON.stringify(read(pieces)) !== JSON.stringify(whole)) {
                t.fail(`${name}, ${cut}: another outcome than whole`)
            }
        }
    }
})
