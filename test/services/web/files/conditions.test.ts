import fc from 'fast-check'
import fresh from 'fresh'
import t from 'tap'
import { formatHttpDate } from '../../../../fiber/index.js'
import { RequestParser } from '../../../../services/http/index.js'
import { Conditions, readConditions } from '../../../../services/web/files/conditions.js'

/** The conditions of a request with these header lines. */
function read(...lines: readonly string[]) {
    const parser = new RequestParser()
    const head = Buffer.from(`GET / HTTP/1.1\r\nHost: a\r\n${lines.map(line => `${line}\r\n`).join('')}\r\n`)
    parser.execute(head, 0, head.length)
    t.ok(parser.complete, lines.join())
    return readConditions(parser.head.fields)
}

function conditions(...lines: readonly string[]): Conditions {
    const found = read(...lines)
    if (!(found instanceof Conditions)) {
        throw new TypeError(`Cannot test: ${lines} gives ${found}, wanted conditions`)
    }
    return found
}

const modified = 784_111_777
const document = { etag: 'x', modified }
const date = (seconds: number) => formatHttpDate(seconds * 1000)

t.test('readConditions finds none in most requests', async t => {
    t.equal(read(), null)
    t.equal(read('Accept-Encoding: gzip', 'Cache-Control: no-cache', 'If-Range: "x"', 'Ranges: bytes=0-1'), null)
})

t.test('readConditions refuses what is malformed', async t => {
    t.equal(read('If-Match: x'), 'WEB_BAD_MATCH')
    t.equal(read('If-Match:'), 'WEB_BAD_MATCH')
    t.equal(read('If-None-Match: "x'), 'WEB_BAD_NONE_MATCH')
    t.equal(read('If-None-Match: "x"', 'If-None-Match: y'), 'WEB_BAD_NONE_MATCH')
    t.equal(read('Range: bytes=1-0'), 'WEB_BAD_RANGE')
    t.equal(read('Range: lines=0-1'), 'WEB_BAD_RANGE')
    t.equal(read('Range: bytes=0-1', 'Range: bytes=0-1'), 'WEB_BAD_RANGE', 'which one is meant nobody knows')
})

t.test('readConditions ignores dates that are none', async t => {
    const found = conditions('If-Modified-Since: yesterday', 'If-Unmodified-Since: 0')
    t.equal(found.modifiedSince, null)
    t.equal(found.unmodifiedSince, null)
    t.notOk(found.guardsChange)
    t.notOk(found.isUnchanged(document))
})

t.test('Conditions.isUnchanged asks for the tag, and without one for the date', async t => {
    const unchanged = (...lines: string[]) => conditions(...lines).isUnchanged(document)
    t.ok(unchanged('If-None-Match: "x"'))
    t.ok(unchanged('If-None-Match: W/"x"'))
    t.ok(unchanged('If-None-Match: "a"', 'If-None-Match: "x", "b"'), 'lines of a list are one list (RFC 9110 §5.3)')
    t.ok(unchanged('If-None-Match: *'))
    t.notOk(unchanged('If-None-Match: "y"'))
    t.notOk(unchanged('If-None-Match: "y"', `If-Modified-Since: ${date(modified)}`), 'RFC 9110 §13.2.2')
    t.ok(unchanged('If-None-Match: "x"', `If-Modified-Since: ${date(modified - 1)}`))
    t.ok(unchanged(`If-Modified-Since: ${date(modified)}`))
    t.ok(unchanged(`If-Modified-Since: ${date(modified + 1)}`))
    t.notOk(unchanged(`If-Modified-Since: ${date(modified - 1)}`))
    t.notOk(unchanged('If-Match: "y"'), 'If-Match is not for reading (spec web.md §31, K11)')
    t.notOk(unchanged(`If-Unmodified-Since: ${date(modified - 1)}`))
    t.notOk(unchanged('If-None-Match: "x"', 'Cache-Control: max-age=0, no-cache'), 'a reload')
    t.ok(unchanged('If-None-Match: "x"', 'Cache-Control: max-age=0'))
})

t.test('Conditions.permitsChange wants each condition to hold', async t => {
    const permits = (...lines: string[]) => conditions(...lines).permitsChange(document)
    t.ok(permits('If-Match: "a", "x"'))
    t.ok(permits('If-Match: *'))
    t.notOk(permits('If-Match: "y"'))
    t.ok(permits(`If-Unmodified-Since: ${date(modified)}`))
    t.notOk(permits(`If-Unmodified-Since: ${date(modified - 1)}`))
    t.notOk(permits('If-Match: "x"', `If-Unmodified-Since: ${date(modified - 1)}`))
    t.ok(permits('If-None-Match: *'), 'not for writing (spec web.md §31, K11)')
    t.notOk(conditions('If-None-Match: *').guardsChange)
})

t.test('Conditions.rangesOf drops ranges of another state', async t => {
    const wanted = (...lines: string[]) => conditions('Range: bytes=0-1', ...lines).rangesOf(document) !== null
    t.ok(wanted())
    t.ok(wanted('If-Range: "x"'))
    t.ok(wanted('If-Range: W/"x"'))
    t.notOk(wanted('If-Range: "y"'))
    t.notOk(wanted('If-Range: "x", "y"'))
    t.notOk(wanted('If-Range: *'))
    t.ok(wanted(`If-Range: ${date(modified)}`))
    t.ok(wanted(`If-Range: ${date(modified + 1)}`))
    t.notOk(wanted(`If-Range: ${date(modified - 1)}`))
    t.notOk(wanted('If-Range: yesterday'))
    t.notOk(wanted('If-Range:'))
})

const tag = fc.constantFrom('"x"', 'W/"x"', '"y"', 'W/"y"', '""')
const noneMatch = fc.oneof(
    fc.constant('*'),
    fc.array(tag, { minLength: 1, maxLength: 3 }).map(tags => tags.join(', ')),
)
const since = fc.oneof(
    fc.constantFrom('yesterday', '0'),
    fc.integer({ min: modified - 2, max: modified + 2 }).map(date),
)
const control = fc.constantFrom('no-cache', 'max-age=0', 'no-store, no-cache', 'no-cache ,x', 'xno-cache')

t.test('Conditions.isUnchanged decides as the package fresh', async t => {
    const some = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined })
    fc.assert(
        fc.property(some(noneMatch), some(since), some(control), (tags, date_, cache) => {
            const headers = Object.entries({
                'if-none-match': tags,
                'if-modified-since': date_,
                'cache-control': cache,
            }).filter((entry): entry is [string, string] => entry[1] !== undefined)
            const found = read(...headers.map(([name, value]) => `${name}: ${value}`))
            const ours = found instanceof Conditions && found.isUnchanged(document)
            // Differences: malformed lists are an error (above). Date.parse takes what is no HTTP date.
            const theirs = fresh(Object.fromEntries(headers.filter(([, value]) => value !== '0')), {
                etag: '"x"',
                'last-modified': date(modified),
            })
            return ours === theirs
        }),
        { numRuns: 2000 },
    )
    t.pass()
})
