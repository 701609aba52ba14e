import t from 'tap'
import { CacheControl } from '../../../../services/web/files/cache-control.js'
import type { RouteSettings } from '../../../../services/web/index.js'
import { header } from '../harness.js'
import { FILE_METHODS, Site } from './site.js'

const none: RouteSettings['cache'] = { directives: '', extensions: null, maxAge: 0 }
const lines = (settings: Partial<RouteSettings['cache']>, ext: string | null = '.js', http10 = false) =>
    CacheControl.of({ ...none, ...settings })?.lines(ext, http10, 784_111_777_000)

t.test('CacheControl.of is null where nothing is to be told', async t => {
    t.equal(CacheControl.of(none), null)
    t.equal(CacheControl.of({ ...none, extensions: ['js'] }), null)
})

t.test('CacheControl.lines tells directives and age', async t => {
    t.equal(lines({ maxAge: 604_800 }), 'Cache-Control: max-age=604800\r\n', 'spec web.md §30, D38')
    t.equal(lines({ directives: 'no-store' }), 'Cache-Control: no-store\r\n')
    t.equal(lines({ directives: 'public, immutable', maxAge: 60 }), 'Cache-Control: public, immutable, max-age=60\r\n')
})

t.test('CacheControl.lines is for the extensions that are named', async t => {
    const of = (ext: string | null) => lines({ maxAge: 60, extensions: ['js', 'css'] }, ext) !== ''
    t.same(['.js', '.css', '.html', null, '.'].map(of), [true, true, false, false, false])
    t.equal(lines({ maxAge: 60 }, null), 'Cache-Control: max-age=60\r\n')
})

t.test('CacheControl.lines tells HTTP/1.0 in its own words', async t => {
    const old = (settings: Partial<RouteSettings['cache']>) => lines(settings, null, true)?.split('\r\n').slice(1, -1)
    t.same(old({ maxAge: 60 }), ['Expires: Sun, 06 Nov 1994 08:50:37 GMT'])
    t.same(old({ maxAge: 60, directives: 'no-store' }), [])
    t.same(old({ maxAge: 60, directives: 'private, no-cache' }), ['Expires: 0', 'Pragma: no-cache'])
    t.same(old({ directives: 'public' }), [])
})

const site = new Site({ 'a.js': '1', 'b.html': '2', 'index.html': '3' })

site.test(
    'Documents and actions tell caches what the route says, in errors too',
    function* (t, host, client) {
        host.addAction('/act/', web => web.writeNow('done'))
        const told = function* (path: string) {
            return header(yield* client.get(path), 'cache-control')
        }
        t.equal(yield* told('/a.js'), 'max-age=60')
        t.equal(yield* told('/a.js'), 'max-age=60')
        t.equal(yield* told('/gone.js'), 'max-age=60')
        t.equal(yield* told('/b.html'), undefined)
        t.equal(yield* told('/'), undefined, 'the extension is that of the index')
        t.equal(yield* told('/act/x'), 'no-cache')
        const own = host.connect()
        t.equal(header(yield* own.get('/own/'), 'cache-control'), 'no-store')
        const response = yield* own.ask('GET /a.js HTTP/1.0\r\n\r\n')
        t.match(header(response, 'expires'), / GMT$/)
    },
    {
        routes: [
            { match: '/act/', handler: 'action', cache: { directives: 'no-cache' } },
            { match: '/own/', cache: { directives: 'no-store' } },
            { cache: { maxAge: 60, extensions: ['js'] }, methods: FILE_METHODS },
        ],
    },
)

site.test(
    'Reply takes the cache header of a handler instead of that of the route',
    function* (t, host, client) {
        host.addAction('/', web => {
            web.addHeader('cache-control', 'private')
            web.writeNow('done')
        })
        t.equal(header(yield* client.get('/x'), 'cache-control'), 'private')
    },
    { routes: [{ handler: 'action', cache: { maxAge: 60 } }] },
)
