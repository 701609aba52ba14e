import { closeSync, openSync } from 'node:fs'
import type { Fiber } from '../../../fiber/index.js'
import {
    webContentNotModified,
    webFileHandler,
    webFreeRanges,
    webMatchEtag,
    webMatchModified,
    webSendFile,
    webSetCacheControlHeaders,
} from '../../../services/web/c.js'
import type { Web } from '../../../services/web/index.js'
import { Site, text } from './files/site.js'
import { header } from './harness.js'

const content = text(300_000)
const site = new Site({ 'a.txt': content })
const config = {
    routes: [
        { match: '/docs/', methods: ['GET'] },
        { handler: 'action', methods: ['GET'] },
    ],
}

site.test(
    'webSendFile sends a part of an open file, which stays open',
    function* (t, host, client) {
        const fd = openSync(site.file('a.txt'), 'r')
        const results: number[] = []
        host.addAction('/', function* (web: Web): Fiber<void> {
            const [offset, len] = (web.query ?? '').split(',').map(Number)
            web.setContentLength(len!)
            results.push(yield* webSendFile(web, fd, offset!, len!))
        })
        for (const [offset, len] of [
            [0, 300_000],
            [10, 200_000],
            [299_999, 1],
        ] as const) {
            const response = yield* client.get(`/?${offset},${len}`)
            t.ok(response.body.toString() === content.slice(offset, offset + len))
        }
        t.same(results, [300_000, 200_000, 1])
        const beyond = yield* client.get('/?400000,5')
        t.same([beyond.status, beyond.body.toString()], [404, 'Premature end of input'])
        t.ok(results.at(-1)! < 0)
        closeSync(fd)
    },
    config,
)

site.test(
    'webFileHandler serves a document from an action',
    function* (t, host, client) {
        host.addAction('/own/', function* (web: Web): Fiber<void> {
            web.path = web.path.slice('/own'.length)
            t.equal(yield* webFileHandler(web), 0)
        })
        t.ok((yield* client.get('/own/a.txt')).body.toString() === content)
        t.equal((yield* client.get('/own/gone')).status, 404)
    },
    config,
)

site.test(
    'webMatchEtag, webMatchModified and webContentNotModified judge the conditions of a request',
    function* (t, host, client) {
        host.addAction('/', (web: Web) => {
            webSetCacheControlHeaders(web)
            const before = web.ranges
            webFreeRanges(web)
            web.jsonNow([
                webMatchEtag(web, 'x'),
                webMatchModified(web, 784_111_777),
                webContentNotModified(web, 'x', 784_111_777),
                before,
                web.ranges,
            ])
        })
        const asked = function* (...lines: string[]) {
            const response = yield* client.get('/', ...lines)
            t.equal(header(response, 'accept-ranges'), 'none')
            return JSON.parse(response.body.toString()) as unknown
        }
        const date = 'Sun, 06 Nov 1994 08:49:37 GMT'
        t.same(yield* asked(), [false, true, false, null, null])
        t.same(yield* asked('If-None-Match: "x"'), [true, true, true, null, null])
        t.same(yield* asked('If-Match: "x"'), [true, true, false, null, null])
        t.same(yield* asked(`If-Modified-Since: ${date}`), [false, false, true, null, null])
        t.same(yield* asked(`If-Unmodified-Since: ${date}`), [false, true, false, null, null])
        const second = { start: -3, end: -1, len: 3, next: null }
        t.same(yield* asked('Range: bytes=0-4,-3'), [
            false,
            true,
            false,
            { start: 0, end: 5, len: 5, next: second },
            null,
        ])
    },
    config,
)
