import fc from 'fast-check'
import t from 'tap'
import { parseUrl } from '../../../services/http/url-parts.js'

t.test('parseUrl takes URLs apart of which any part may be missing', async t => {
    const none = { scheme: null, host: null, port: 0, path: null, query: null, hash: null }
    for (const [url, parts] of [
        ['http://:80', { scheme: 'http', port: 80 }],
        ['https://', { scheme: 'https', port: 443 }],
        ['wss://h', { scheme: 'wss', host: 'h', port: 443 }],
        ['http', { scheme: 'http' }],
        ['https', { scheme: 'https' }],
        ['httpx', { host: 'httpx' }],
        ['?redirected', { query: 'redirected' }],
        ['/', { path: '' }],
        ['/old?x=1#h', { path: 'old', query: 'x=1', hash: 'h' }],
        ['old', { host: 'old' }],
        ['h/p', { host: 'h', path: 'p' }],
        ['http://h', { scheme: 'http', host: 'h' }],
        ['http://h/', { scheme: 'http', host: 'h', path: '' }],
        ['http://[::1]:8080/a/b', { scheme: 'http', host: '::1', port: 8080, path: 'a/b' }],
        ['[::1]', { host: '::1' }],
        ['http://h:65535?a?b#c#d', { scheme: 'http', host: 'h', port: 65535, query: 'a?b', hash: 'c#d' }],
        ['#?', { hash: '?' }],
        ['', {}],
        ['http://h:1/a:b', { scheme: 'http', host: 'h', port: 1, path: 'a:b' }],
    ] as const) {
        t.same(parseUrl(url), { ...none, ...parts }, url)
    }
})

t.test('parseUrl gives null for ports that are none', async t => {
    for (const url of [
        'http://h:0',
        'h:65536',
        'h:',
        'h:a',
        'h:8a',
        'h:123456',
        '[::1',
        '[::1]a',
        '[::1]:x',
        'http://h:-1/',
    ]) {
        t.equal(parseUrl(url), null, url)
    }
})

t.test('parseUrl agrees with the URL class of Node on whole URLs', async t => {
    const word = fc.stringMatching(/^[a-z0-9]{1,8}$/)
    fc.assert(
        fc.property(
            word,
            fc.integer({ min: 1, max: 65535 }),
            word,
            fc.option(word),
            fc.option(word),
            (host, port, path, query, hash) => {
                const name = `h${host}`
                const url = `http://${name}:${port}/${path}${query === null ? '' : `?${query}`}${hash === null ? '' : `#${hash}`}`
                const { hostname, search, hash: mark, pathname, port: digits } = new URL(url)
                t.same(parseUrl(url), {
                    ...{
                        scheme: 'http',
                        host: hostname,
                        port: digits === '' ? 80 : Number(digits),
                        path: pathname.slice(1),
                    },
                    ...{ query: search === '' ? null : search.slice(1), hash: mark === '' ? null : mark.slice(1) },
                })
            },
        ),
    )
})
