import { readFileSync } from 'node:fs'
import t from 'tap'
import { properties, readConfig } from '../../../services/web/config.js'

t.test('readConfig completes an empty configuration with the defaults', async t => {
    t.same(readConfig({}), {
        ...{ listen: [], documents: 'site', index: 'index.html', dotFiles: false, headers: {}, mime: {} },
        limits: { header: 10_240, body: 102_400, requests: 1000, connections: 100, cache: 16_777_216 },
        timeouts: { parse: 5000, inactivity: 300_000, request: 300_000 },
        routes: [{ match: '', handler: 'file', methods: ['GET', 'HEAD'], stream: false }],
    })
})

t.test('readConfig takes what is given, and leaves the given objects alone', async t => {
    const config = Object.freeze({
        listen: ['http://:80', '[::1]:8080'],
        limits: Object.freeze({ header: '4K', body: 'unlimited' }),
        timeouts: { parse: 2.5, inactivity: 'never' },
        routes: [{ match: '/api/', handler: 'action', methods: ['POST'], stream: true }, { methods: ['GET'] }],
        headers: { 'X-Frame-Options': 'DENY' },
        mime: { '.txt': 'text/plain; charset=utf-8' },
    })
    const settings = readConfig(config)
    t.same(settings.listen, ['http://:80', '[::1]:8080'])
    t.match(settings.limits, { header: 4096, body: 2 ** 31 - 1, requests: 1000 })
    t.match(settings.timeouts, { parse: 2500, inactivity: Infinity, request: 300_000 })
    t.same(settings.routes, [
        { match: '/api/', handler: 'action', methods: ['POST'], stream: true },
        { match: '', handler: 'file', methods: ['GET'], stream: false },
    ])
    t.ok(Object.isFrozen(settings) && Object.isFrozen(settings.limits) && Object.isFrozen(settings.routes[0]))
})

t.test('readConfig names the wrong property, its value and what is wanted', async t => {
    const wrong: [config: unknown, message: RegExp][] = [
        [null, /web is null, wanted an object/],
        [[], /web is \[\], wanted an object/],
        [{ listen: 'http://:80' }, /listen is "http:\/\/:80", wanted a list/],
        [{ listen: [80] }, /listen\[0\] is 80, wanted text that is not empty/],
        [{ documents: '' }, /documents is "", wanted text/],
        [{ index: 'a/b.html' }, /index is "a\/b.html", wanted the name of a file/],
        [{ index: '..' }, /index is "..", wanted the name/],
        [{ dotFiles: 'yes' }, /dotFiles is "yes", wanted true or false/],
        [{ limits: 5 }, /limits is 5, wanted an object/],
        [{ limits: { header: '10 apples' } }, /limits.header is "10 apples", wanted a whole number of at least 64/],
        [{ limits: { header: 10 } }, /limits.header is 10, wanted a whole number of at least 64/],
        [{ limits: { body: -1 } }, /limits.body is -1, wanted/],
        [{ limits: { requests: 0 } }, /limits.requests is 0, wanted a whole number of at least 1/],
        [{ limits: { requests: 1.5 } }, /limits.requests is 1.5, wanted a whole number/],
        [{ limits: { conections: 5 } }, /limits.conections is 5, wanted no such property, but one of header, body/],
        [{ timeouts: { parse: 0 } }, /timeouts.parse is 0, wanted seconds above 0/],
        [{ timeouts: { parse: '5m' } }, /timeouts.parse is "5m", wanted seconds/],
        [{ headers: { 'A B': 'x' } }, /headers.A B is "A B", wanted the name of a header/],
        [{ headers: { A: 'x\ny' } }, /headers.A is "x\\ny", wanted text without line ends/],
        [{ headers: { A: 5 } }, /headers.A is 5, wanted text/],
        [
            { headers: { 'Content-Length': '5' } },
            /headers.Content-Length is "Content-Length", wanted a header that the server does not make itself/,
        ],
        [{ mime: { html: 'text/html' } }, /mime.html is "html", wanted an extension with its dot/],
        [{ mime: { '.a': 'x\r\ny' } }, /mime..a is /],
        [{ routes: [{ match: 'api' }] }, /routes\[0\].match is "api", wanted a path that begins with a slash/],
        [{ routes: [{}, { handler: 'magic' }] }, /routes\[1\].handler is "magic", wanted file or action/],
        [{ routes: [{ methods: ['get'] }] }, /routes\[0\].methods\[0\] is "get", wanted a method such as GET/],
        [{ routes: [{ path: '/' }] }, /routes\[0\].path is "\/", wanted no such property/],
        [{ rout: [] }, /rout is \[\], wanted no such property, but one of listen,/],
        [{ documents: { long: 'x'.repeat(500) } }, /documents is .{80}\.\.\., wanted/],
        [JSON.parse('{"__proto__": 5}'), /__proto__ is 5, wanted no such property/],
    ]
    for (const [config, message] of wrong) {
        t.throws(() => readConfig(config), { name: 'WebError', code: 'WEB_CONFIG', message })
    }
})

t.test('readConfig is documented: each property and its default', async t => {
    const guide = readFileSync(new URL('../../../../docs/guides/web-server.md', import.meta.url), 'utf8')
    const check = (known: object, path: string) => {
        for (const [name, entry] of Object.entries(known) as [string, object][]) {
            if ('read' in entry && typeof entry.read === 'function') {
                const { initial } = entry as { initial?: unknown }
                const shown = typeof initial === 'string' ? initial : JSON.stringify(initial)
                const row = guide.split('\n').find(line => line.startsWith(`| \`${path}${name}\` |`))
                t.ok(row, `${path}${name} has a row`)
                t.ok(row?.includes(`| \`${shown}\` |`), `${path}${name} has the default ${shown}`)
            } else {
                check(entry, `${path}${name}.`)
            }
        }
    }
    check(properties, '')
})
