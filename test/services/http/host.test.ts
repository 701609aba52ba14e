import t from 'tap'
import { checkHost, isAuthority, RequestParser } from '../../../services/http/index.js'

function check(fields: string, version = '1.1'): string | null {
    const parser = new RequestParser()
    const buf = Buffer.from(`GET / HTTP/${version}\r\n${fields}\r\n`, 'latin1')
    parser.execute(buf, 0, buf.length)
    t.equal(parser.complete, true)
    return checkHost(parser.head)?.code ?? null
}

t.test('checkHost wants exactly one Host in HTTP/1.1', async t => {
    t.equal(check('Host: example.org\r\n'), null)
    t.equal(check('host: example.org:8080\r\n'), null)
    t.equal(check('Host:\r\n'), null)
    t.equal(check(''), 'HTTP_NO_HOST')
    t.equal(check('Hosts: a\r\nHot: b\r\nXost: c\r\n'), 'HTTP_NO_HOST')
    t.equal(check('Host: a\r\nHOST: a\r\n'), 'HTTP_REPEATED_HOST')
})

t.test('checkHost allows an HTTP/1.0 request without Host, but not two', async t => {
    t.equal(check('', '1.0'), null)
    t.equal(check('Host: a\r\n', '1.0'), null)
    t.equal(check('Host: a\r\nHost: b\r\n', '1.0'), 'HTTP_REPEATED_HOST')
})

t.test('checkHost refuses values that are not a host', async t => {
    for (const value of ['a b', 'a/b', 'u@h', 'http://h', 'a,b', 'h:port', 'h:1:2', '[::1', 'h\xe4']) {
        t.equal(check(`Host: ${value}\r\n`), value === 'a,b' ? null : 'HTTP_BAD_HOST', value)
    }
})

t.test('isAuthority takes names and addresses with an optional port', async t => {
    for (const text of [
        'h',
        'a.b-c_d~',
        '127.0.0.1',
        '127.0.0.1:80',
        'h:',
        '[::1]',
        '[::1]:443',
        '[fe80::1%25eth0]',
        '[v7.a:b]',
        '%41',
    ]) {
        t.equal(isAuthority(text), true, text)
    }
    for (const text of [
        '',
        ':80',
        'h:8a',
        '[]',
        '[',
        '[::1]x',
        '[::1]:x',
        '[a/b]',
        '[[::1]]',
        '::1',
        'h:80 ',
        'a?b',
        'a#b',
        'š',
    ]) {
        t.equal(isAuthority(text), false, text)
    }
})
