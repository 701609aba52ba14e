import t from 'tap'
import { RequestTarget } from '../../../services/http/index.js'

function parse(target: string, method = 'GET') {
    const parts = new RequestTarget()
    const fault = parts.parse(method, target)
    return fault === null ? parts : fault.code
}

function plain(target: string) {
    const parts = parse(target)
    return typeof parts === 'string' ? parts : [parts.path, parts.query, parts.hash]
}

t.test('RequestTarget.parse splits path, query and fragment', async t => {
    for (const [target, ...parts] of [
        ['/', '/', null, null],
        ['/a/b.html', '/a/b.html', null, null],
        ['/a?b=c&d', '/a', 'b=c&d', null],
        ['/a?', '/a', '', null],
        ['/a??b?c', '/a', 'b?c', null],
        ['/a#h', '/a', null, 'h'],
        ['/a?b#h?i', '/a', 'b', 'h?i'],
        ['/a##h', '/a', null, 'h'],
        ['/a#', '/a', null, ''],
        ['/?q=%41+', '/', 'q=%41+', null],
        ['/a#%41', '/a', null, 'A'],
        ['/a#%ff', '/a', null, '%ff'],
    ] as const) {
        t.same(plain(target), parts, target)
    }
})

t.test('RequestTarget.parse decodes the path once and then normalises it', async t => {
    for (const [target, url, path] of [
        ['/a%20b+c', '/a b c', '/a b c'],
        ['/%C3%A4', '/ä', '/ä'],
        ['/a/%2e%2e/b', '/a/../b', '/b'],
        ['/a%2fb', '/a/b', '/a/b'],
        ['/a/%252e%252e/b', '/a/%2e%2e/b', '/a/%2e%2e/b'],
        ['//a///b', '//a///b', '/a/b'],
        ['/a/./b/.', '/a/./b/.', '/a/b'],
        ['/.a/..b', '/.a/..b', '/.a/..b'],
        ['/a%00b', '/a%00b', '/a%00b'],
        ['/a%zz%4', '/a%zz%4', '/a%zz%4'],
    ] as const) {
        const parts = parse(target)
        t.same(typeof parts === 'string' ? parts : [parts.url, parts.path], [url, path], target)
    }
})

t.test('RequestTarget.parse refuses what leaves the root', async t => {
    for (const target of [
        '/..',
        '/../a',
        '/a/../..',
        '/a/../../b',
        '/%2e%2e/a',
        '/%2e./a',
        '/..%2fa',
        '/a/..//../b',
        '/./../a',
    ]) {
        t.equal(parse(target), 'HTTP_BAD_TARGET', target)
    }
})

t.test('RequestTarget.parse refuses paths that are not UTF-8', async t => {
    for (const target of ['/%ff', '/%c0%af', '/%ed%a0%80', '/a%c3', '/%c0%ae%c0%ae/']) {
        t.equal(parse(target), 'HTTP_BAD_TARGET', target)
    }
})

t.test('RequestTarget.parse refuses characters that no URL has', async t => {
    for (const char of ['"', '\\', '<', '>', '^', '`', '{', '|', '}', ' ', '\0', '\x7f', 'ä', 'š']) {
        t.equal(parse(`/a${char}`), 'HTTP_BAD_TARGET_CHARACTER', char)
        t.equal(parse(`/?${char}`), 'HTTP_BAD_TARGET_CHARACTER', char)
    }
    t.equal(parse(''), 'HTTP_EMPTY_TARGET')
})

t.test('RequestTarget.parse takes the absolute form apart', async t => {
    for (const [target, authority, path, query] of [
        ['http://h', 'h', '/', null],
        ['http://h/', 'h', '/', null],
        ['HTTPS://h:8443/a/../b?c', 'h:8443', '/b', 'c'],
        ['http://h?q', 'h', '/', 'q'],
        ['http://h#f', 'h', '/', null],
        ['http://[::1]:80/a', '[::1]:80', '/a', null],
        ['http://h//x', 'h', '/x', null],
    ] as const) {
        const parts = parse(target)
        t.same(
            typeof parts === 'string' ? parts : [parts.form, parts.authority, parts.path, parts.query],
            ['absolute', authority, path, query],
            target,
        )
    }
    for (const target of [
        'http:',
        'http:/a',
        'http://',
        'http:///a',
        'http://u:p@h/',
        'ftp://h/',
        'ws://h/',
        'a',
        'a/b',
        '?a',
        'h:80',
    ]) {
        t.equal(parse(target), 'HTTP_BAD_TARGET', target)
    }
})

t.test('RequestTarget.parse takes the authority form of CONNECT', async t => {
    const parts = parse('example.org:443', 'CONNECT')
    t.same(typeof parts === 'string' ? parts : [parts.form, parts.authority, parts.path], [
        'authority',
        'example.org:443',
        '',
    ])
    t.equal(typeof parse('[::1]:443', 'CONNECT'), 'object')
    for (const target of ['example.org', 'example.org:', ':443', 'a/b:1', '[::1]', 'u@h:1', 'http://h/']) {
        t.equal(parse(target, 'CONNECT'), 'HTTP_BAD_TARGET', target)
    }
})

t.test('RequestTarget.parse takes the asterisk of OPTIONS', async t => {
    const parts = parse('*', 'OPTIONS')
    t.same(typeof parts === 'string' ? parts : [parts.form, parts.url, parts.path], ['asterisk', '*', '*'])
    t.equal(parse('*'), 'HTTP_BAD_TARGET')
    t.equal(parse('**', 'OPTIONS'), 'HTTP_BAD_TARGET')
})

t.test('RequestTarget.parse forgets the target before', async t => {
    const parts = new RequestTarget()
    t.equal(parts.parse('GET', 'http://h/a?b#c'), null)
    t.equal(parts.parse('GET', '/d'), null)
    t.same({ ...parts }, { form: 'origin', authority: null, url: '/d', path: '/d', query: null, hash: null })
})
