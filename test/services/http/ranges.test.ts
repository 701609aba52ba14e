import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import parseRange from 'range-parser'
import t from 'tap'
import { type ByteRange, parseRanges, resolveRanges } from '../../../services/http/index.js'

t.test('parseRanges reads the three kinds of ranges', async t => {
    for (const [value, specs] of [
        ['bytes=0-499', [{ first: 0, last: 499 }]],
        ['bytes=500-', [{ first: 500, last: Infinity }]],
        ['bytes=-500', [{ first: -500, last: Infinity }]],
        ['bytes=7-7', [{ first: 7, last: 7 }]],
        [
            'bytes=0-0,-1',
            [
                { first: 0, last: 0 },
                { first: -1, last: Infinity },
            ],
        ],
        [
            'bytes= 0-0 ,\t5- , -1 ',
            [
                { first: 0, last: 0 },
                { first: 5, last: Infinity },
                { first: -1, last: Infinity },
            ],
        ],
        [
            'bytes=,0-1,, ,2-3,',
            [
                { first: 0, last: 1 },
                { first: 2, last: 3 },
            ],
        ],
        ['bytes=0001-002', [{ first: 1, last: 2 }]],
    ] as const) {
        t.same(parseRanges(value), specs, value)
    }
})

t.test('parseRanges refuses what is malformed, in any entry', async t => {
    const units = [
        '',
        'bytes',
        'bytes=',
        'bytes= ',
        'bytes=,',
        'bytes=, ,',
        'Bytes=0-1',
        'BYTES=0-1',
        'lines=0-1',
        ' bytes=0-1',
    ]
    const entries = [
        '-',
        '-0',
        '--1',
        '1',
        '2-1',
        'a-',
        '-a',
        '0-1x',
        '0x1-2',
        '0 -1',
        '0- 1',
        '- 1',
        '1-2-3',
        '+1-2',
        '1.0-2',
        '1e1-',
    ]
    for (const value of [...units, 'bytes =0-1', 'bytes=0-1;2-3', ...entries.map(entry => `bytes=${entry}`)]) {
        t.equal(parseRanges(value), null, value)
    }
    for (const entry of entries) {
        t.equal(parseRanges(`bytes=0-1,${entry}`), null, `0-1,${entry}`)
        t.equal(parseRanges(`bytes=${entry},0-1`), null, `${entry},0-1`)
    }
})

t.test('parseRanges takes numbers of any length', async t => {
    const huge = '9'.repeat(400)
    t.same(resolveRanges(parseRanges(`bytes=5-${huge}`)!, 10), [{ start: 5, end: 10 }])
    t.same(resolveRanges(parseRanges(`bytes=-${huge}`)!, 10), [{ start: 0, end: 10 }])
    t.equal(resolveRanges(parseRanges(`bytes=${huge}-`)!, 10), null)
    t.equal(resolveRanges(parseRanges(`bytes=${huge}-${huge}`)!, 10), null)
})

t.test('resolveRanges clamps ends, and takes a suffix from the end', async t => {
    const of = (value: string, size: number) => resolveRanges(parseRanges(value)!, size)
    t.same(of('bytes=0-9', 10), [{ start: 0, end: 10 }])
    t.same(of('bytes=0-10', 10), [{ start: 0, end: 10 }])
    t.same(of('bytes=9-', 10), [{ start: 9, end: 10 }])
    t.same(of('bytes=-3', 10), [{ start: 7, end: 10 }])
    t.same(of('bytes=-30', 10), [{ start: 0, end: 10 }])
    t.same(
        of('bytes=5-6,0-1,5-9', 10),
        [
            { start: 5, end: 7 },
            { start: 0, end: 2 },
            { start: 5, end: 10 },
        ],
        'as asked',
    )
})

t.test('resolveRanges satisfies all or none', async t => {
    const of = (value: string, size: number) => resolveRanges(parseRanges(value)!, size)
    t.equal(of('bytes=10-', 10), null)
    t.equal(of('bytes=0-1,10-11', 10), null)
    t.equal(of('bytes=0-', 0), null)
    t.equal(of('bytes=-1', 0), null)
})

t.test('resolveRanges serves a hundred ranges and no more', async t => {
    const of = (count: number) => resolveRanges(parseRanges(`bytes=${Array(count).fill('0-0')}`)!, 10)
    t.equal(of(100)?.length, 100)
    t.equal(of(101), null)
})

const position = fc.nat({ max: 30 })
const entry = fc.oneof(
    fc.tuple(position, position).map(([a, b]) => `${a}-${b}`),
    position.map(a => `${a}-`),
    position.map(n => `-${n}`),
    fc.constantFrom('', '-', 'x', '1-x', 'x-1', '1', ' ', '1-2-3'),
)

/** What range-parser says of one entry, corrected where the specification wants something else (spec web.md §16.5). */
function expectedOne(entry: string, size: number): ByteRange | 'malformed' | 'unsatisfiable' {
    const theirs = parseRange(size, `bytes=${entry}`)
    const [, first, last] = /^(\d+)-(\d+)$/.exec(entry) ?? []
    const [, suffix] = /^-(\d+)$/.exec(entry) ?? []
    if (theirs === -2 || Number(first) > Number(last) || Number(suffix) === 0) {
        // Difference: a range that ends before it begins, and one of no bytes, are malformed; theirs cannot be satisfied.
        return 'malformed'
    }
    if (size > 0 && Number(suffix) > size) {
        // Difference: more than all of it is all of it (so says RFC 9110 §14.1.2); theirs cannot be satisfied.
        return { start: 0, end: size }
    }
    return theirs === -1 ? 'unsatisfiable' : { start: theirs[0]!.start, end: theirs[0]!.end + 1 }
}

t.test('parseRanges and resolveRanges decide as the package range-parser, but for what is listed here', async t => {
    let same = 0
    fc.assert(
        fc.property(fc.array(entry, { minLength: 1, maxLength: 4 }), fc.nat({ max: 20 }), (entries, size) => {
            const value = `bytes=${entries.join(',')}`
            const specs = parseRanges(value)
            const ours = specs === null ? 'malformed' : (resolveRanges(specs, size) ?? 'unsatisfiable')
            // Difference: empty entries are skipped (RFC 9110 §5.6.1.2); for theirs they are malformed.
            const given = entries.map(text => text.trim()).filter(text => text !== '')
            const each = given.map(text => expectedOne(text, size))
            // Difference: one entry spoils all; theirs skips those that cannot be satisfied.
            const bad = (['malformed', 'unsatisfiable'] as const).find(fault => each.includes(fault))
            const expected = given.length === 0 ? 'malformed' : (bad ?? each)
            const theirs = parseRange(size, value)
            if (Array.isArray(theirs) && Array.isArray(ours) && theirs.length === ours.length) {
                same++
            }
            return isDeepStrictEqual(ours, expected)
        }),
        { numRuns: 5000 },
    )
    t.ok(same > 100, `${same} cases with the same number of ranges`)
})

t.test('parseRanges accepts exactly what the grammar allows', async t => {
    const bits = fc.array(fc.constantFrom('0', '7', '-', ',', ' ', '\t', 'x', '='), { maxLength: 10 })
    fc.assert(
        fc.property(bits, parts => {
            const text = parts.join('')
            const entries = text
                .split(',')
                .map(part => part.replace(/^[ \t]+|[ \t]+$/g, ''))
                .filter(part => part !== '')
            const good = (part: string) => {
                const match = /^(\d*)-(\d*)$/.exec(part)
                if (match === null || (match[1] === '' && match[2] === '')) {
                    return false
                }
                return match[1] === '' ? Number(match[2]) > 0 : match[2] === '' || Number(match[1]) <= Number(match[2])
            }
            return (parseRanges(`bytes=${text}`) !== null) === (entries.length > 0 && entries.every(good))
        }),
        { numRuns: 5000 },
    )
    t.pass()
})
