import type { Web } from '../../../services/web/index.js'
import { type Client, TestHost, webTest } from './harness.js'

/** Asks, and gives what `look` sees of the request. */
function* seen<T>(client: Client, ...lines: string[]) {
    const response = yield* client.get('/', ...lines)
    return JSON.parse(response.body.toString()) as T
}

const date = 'Sun, 06 Nov 1994 08:49:37 GMT'
const seconds = 784_111_777

/** A client of an action that shows what `look` gives. */
function looking(look: (web: Web) => unknown): Client {
    return new TestHost({}, { '/': web => web.jsonNow(look(web)) }).connect()
}

webTest('WebDocument has the conditions of a request, and none of the one before', function* (t) {
    const client = looking(web => ({
        ...{ etags: web.etags, since: web.since, unmodifiedSince: web.unmodifiedSince, ifMatch: web.ifMatch },
        flags: [web.ifMatchPresent, web.ifNoneMatch, web.ifModified, web.ifUnmodified, web.ifRange],
        ranges: web.ranges,
    }))
    const none = {
        ...{ etags: [], since: 0, unmodifiedSince: 0, ifMatch: null, ranges: null },
        flags: [false, false, false, false, false],
    }
    t.same(yield* seen(client), none)
    t.match(yield* seen(client, 'If-Match: "a", W/"b"', 'If-None-Match: *'), {
        etags: ['a', 'b', '*'],
        flags: [true, true, false, false, false],
    })
    t.match(yield* seen(client, `If-Modified-Since: ${date}`, `If-Unmodified-Since: ${date}`), {
        ...{ since: seconds, unmodifiedSince: seconds, flags: [false, false, true, true, false] },
    })
    t.match(yield* seen(client, 'Range: bytes=0-4,-3,7-', 'If-Range: "tag"'), {
        ...{ ifMatch: 'tag', flags: [false, false, false, false, true] },
        ranges: {
            start: 0,
            end: 5,
            len: 5,
            next: { start: -3, end: -1, len: 3, next: { start: 7, end: -1, len: -1 } },
        },
    })
    t.same(yield* seen(client, 'If-Modified-Since: yesterday'), none, 'what is no date is none')
    t.same(yield* seen(client), none)
})

webTest('WebDocument.matchEtag and matchModified compare', function* (t) {
    const client = looking(web => [
        web.matchEtag('a'),
        web.matchModified(seconds - 1),
        web.matchModified(seconds),
        web.matchModified(seconds + 1),
    ])
    t.same(yield* seen(client), [false, true, true, true])
    t.same(yield* seen(client, 'If-None-Match: W/"a"'), [true, true, true, true])
    t.same(yield* seen(client, 'If-Match: *'), [true, true, true, true])
    t.same(yield* seen(client, 'If-Match: "b"'), [false, true, true, true])
    t.same(yield* seen(client, `If-Modified-Since: ${date}`), [false, false, false, true])
    t.same(yield* seen(client, `If-Unmodified-Since: ${date}`), [false, true, true, false])
})

webTest('WebDocument.contentNotModified is for GET and HEAD, and looks at the tag first', function* (t) {
    const client = looking(web => [web.contentNotModified('a', seconds), web.contentNotModified('b', seconds + 1)])
    t.same(yield* seen(client), [false, false])
    t.same(yield* seen(client, 'If-None-Match: "a"'), [true, false])
    t.same(yield* seen(client, `If-Modified-Since: ${date}`), [true, false])
    t.same(yield* seen(client, 'If-None-Match: "x"', `If-Modified-Since: ${date}`), [false, false])
    t.same(yield* seen(client, 'If-None-Match: "a"', 'Cache-Control: no-cache'), [false, false])
    const post = yield* client.ask('POST / HTTP/1.1\r\nIf-None-Match: "a"\r\n\r\n')
    t.equal(post.body.toString(), '[false,false]')
})

webTest('WebDocument.freeRanges forgets the ranges', function* (t) {
    const client = looking(web => {
        web.freeRanges()
        return web.ranges
    })
    t.equal(yield* seen(client, 'Range: bytes=0-1'), null)
    t.equal(yield* seen(client), null)
})
