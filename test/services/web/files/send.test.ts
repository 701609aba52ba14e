/*
    send.test.ts -- Documents beside the package `send`, with which Express serves files: both get the same requests.

    Where they differ, the specification wants it (spec web.md §16.4, §16.5):
    - If-Match and If-Unmodified-Since are for PUT and DELETE; send judges them for GET too.
    - Malformed lists of tags and ranges are 400; send ignores them.
    - Several ranges are several parts, in the order asked for; send joins them, and sends the whole where that gives not one.
    - One range that cannot be satisfied spoils all; send ignores it among others.
    - A suffix longer than the file is all of it (RFC 9110 §14.1.2); for send it cannot be satisfied.
    - 304 tells the type; send leaves it out.
    - The tag is inode, size and time in decimal; that of send is weak.
    - Types have no charset.
*/

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { utimesSync } from 'node:fs'
import fc from 'fast-check'
import send from 'send'
import t from 'tap'
import { ask, type Answer, serveSite } from './served-site.js'
import { Site, text } from './site.js'

const modified = 1_700_000_000
const site = new Site({
    'small.txt': text(50),
    'medium.css': text(20_000),
    'large.bin': text(2_500_000),
    'empty.html': '',
    noext: text(10),
    'dir/index.html': '<p>',
})
const sizes: Record<string, number> = { '/small.txt': 50, '/medium.css': 20_000, '/empty.html': 0, '/noext': 10 }
for (const name of [...Object.keys(sizes), '/large.bin']) {
    utimesSync(site.file(name), modified, modified)
}

/** Stands for the tag of the document, which each server has its own of. */
const TAG = 'TAG'
const date = (seconds: number) => new Date(seconds * 1000).toUTCString()
const dates = fc.constantFrom(-1, 0, 1).map(offset => date(modified + offset))
const tags = fc
    .array(fc.constantFrom(TAG, `W/"x"`, '"x"', '"y"', '""'), { minLength: 1, maxLength: 3 })
    .map(list => list.join(', '))
const position = fc.oneof(fc.nat({ max: 12 }), fc.constantFrom(49, 50, 19_999, 20_000, 99_999))
const range = fc.oneof(
    fc.tuple(position, fc.nat({ max: 60 })).map(([start, more]) => `${start}-${start + more}`),
    position.map(start => `${start}-`),
    fc.integer({ min: 1, max: 10 }).map(count => `-${count}`),
)
const requests = fc.record(
    {
        'If-None-Match': fc.oneof(tags, fc.constant('*')),
        'If-Modified-Since': dates,
        'Cache-Control': fc.constantFrom('no-cache', 'max-age=0'),
        Range: range.map(each => `bytes=${each}`),
        'If-Range': fc.oneof(dates, fc.constantFrom(TAG, '"x"', 'yesterday')),
    },
    { requiredKeys: [] },
)

/** What is to be the same. */
function essence({ status, headers, body }: Answer): unknown {
    const type = status === 304 ? undefined : headers['content-type']?.replace(/; *charset=.*$/, '')
    return {
        status,
        type: status >= 400 || type === 'application/octet-stream' ? undefined : type,
        length: status >= 400 ? undefined : headers['content-length'],
        range: headers['content-range'],
        modified: status >= 400 ? undefined : headers['last-modified'],
        body: status >= 400 ? '' : body.toString('latin1'),
    }
}

t.test('Documents answers as the package send, but for what is listed above', async t => {
    const theirs = createServer((request, response) => {
        send(request, request.url ?? '/', { root: site.root, dotfiles: 'allow', cacheControl: false }).pipe(response)
    })
    await new Promise<void>(resolve => theirs.listen(0, '127.0.0.1', resolve))
    const theirUrl = `http://127.0.0.1:${(theirs.address() as AddressInfo).port}`
    const seen = new Map<number, number>()
    try {
        await serveSite(site, async ourUrl => {
            const own: Record<string, [string, string]> = {}
            for (const path of Object.keys(sizes)) {
                const [ours, other] = [await ask(ourUrl + path), await ask(theirUrl + path)]
                t.same(essence(ours), essence(other), path)
                own[path] = [ours.headers.etag!, other.headers.etag!]
            }
            const method = fc.constantFrom('GET', 'HEAD')
            await fc.assert(
                fc.asyncProperty(
                    fc.constantFrom(...Object.keys(sizes)),
                    method,
                    requests,
                    async (path, verb, asked) => {
                        // The one difference that such requests can hit: a suffix that is longer than the file.
                        const suffix = /^bytes=-(\d+)$/.exec(asked.Range ?? '')?.[1]
                        fc.pre(suffix === undefined || Number(suffix) <= sizes[path]! || sizes[path] === 0)
                        const [ours, other] = await Promise.all(
                            [ourUrl, theirUrl].map((url, i) => {
                                const headers = Object.entries(asked).map(([name, value]) => [
                                    name,
                                    value.replaceAll(TAG, own[path]![i]!),
                                ])
                                return ask(url + path, Object.fromEntries(headers), verb)
                            }),
                        )
                        seen.set(ours!.status, (seen.get(ours!.status) ?? 0) + 1)
                        t.strictSame(essence(ours!), essence(other!), JSON.stringify([path, verb, asked]))
                        return ours!.status === other!.status
                    },
                ),
                { numRuns: 300 },
            )
            for (const path of ['/large.bin', '/dir/', '/gone', '/dir/none', '/noext/']) {
                t.same(essence(await ask(ourUrl + path)), essence(await ask(theirUrl + path)), path)
            }
            const both = [await ask(`${ourUrl}/dir`), await ask(`${theirUrl}/dir`)]
            t.same(
                both.map(({ status, headers }) => [status, headers.location]),
                [
                    [301, `${ourUrl}/dir/`],
                    [301, '/dir/'],
                ],
            )
            const tail = { Range: 'bytes=2400000-' }
            t.same(essence(await ask(`${ourUrl}/large.bin`, tail)), essence(await ask(`${theirUrl}/large.bin`, tail)))
        })
    } finally {
        theirs.close()
    }
    t.same([...seen.keys()].sort(), [200, 206, 304, 416], 'each kind of answer was compared')
})
