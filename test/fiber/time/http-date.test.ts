import fc from 'fast-check'
import t from 'tap'
import { formatHttpDate, parseHttpDate } from '../../../fiber/time/index.js'

const EXAMPLE = Date.UTC(1994, 10, 6, 8, 49, 37)
const NOW = Date.UTC(2025, 5, 15)

t.test('formatHttpDate writes IMF-fixdate', async t => {
    t.equal(formatHttpDate(EXAMPLE), 'Sun, 06 Nov 1994 08:49:37 GMT')
    t.equal(formatHttpDate(EXAMPLE + 999.5), 'Sun, 06 Nov 1994 08:49:37 GMT')
    t.equal(formatHttpDate(EXAMPLE + 1000), 'Sun, 06 Nov 1994 08:49:38 GMT')
    t.equal(formatHttpDate(0), 'Thu, 01 Jan 1970 00:00:00 GMT')
    t.equal(formatHttpDate(-1), 'Wed, 31 Dec 1969 23:59:59 GMT')
    t.equal(formatHttpDate(253402300799999), 'Fri, 31 Dec 9999 23:59:59 GMT')
})

t.test('formatHttpDate refuses what the form cannot express', async t => {
    for (const ms of [Number.NaN, Number.POSITIVE_INFINITY, 253402300800000, -62167219200001]) {
        t.throws(() => formatHttpDate(ms), { name: 'RangeError' }, String(ms))
    }
    t.equal(formatHttpDate(EXAMPLE), 'Sun, 06 Nov 1994 08:49:37 GMT')
})

t.test('parseHttpDate reads the three forms', async t => {
    t.equal(parseHttpDate('Sun, 06 Nov 1994 08:49:37 GMT'), EXAMPLE)
    t.equal(parseHttpDate('Sunday, 06-Nov-94 08:49:37 GMT', NOW), EXAMPLE)
    t.equal(parseHttpDate('Sun Nov  6 08:49:37 1994'), EXAMPLE)
    t.equal(parseHttpDate('Wed Nov 16 08:49:37 1994'), Date.UTC(1994, 10, 16, 8, 49, 37))
    t.equal(parseHttpDate('Wednesday, 31-Dec-25 23:59:59 GMT', NOW), Date.UTC(2025, 11, 31, 23, 59, 59))
})

t.test('parseHttpDate places a year of two digits at most 50 years ahead', async t => {
    for (const [text, year] of [
        ['15-Jun-75', 2075],
        ['16-Jun-75', 1975],
        ['15-Jun-74', 2074],
        ['15-Jun-76', 1976],
        ['15-Jun-25', 2025],
        ['15-Jun-99', 1999],
        ['15-Jun-00', 2000],
    ] as const) {
        const at = parseHttpDate(`Monday, ${text} 00:00:00 GMT`, NOW)
        t.equal(at === null ? null : new Date(at).getUTCFullYear(), year, text)
    }
    const late = Date.UTC(2095, 0, 1)
    t.equal(parseHttpDate('Monday, 01-Jan-10 00:00:00 GMT', late), Date.UTC(2110, 0, 1))
})

t.test('parseHttpDate takes a leap second for the first of the next minute', async t => {
    t.equal(parseHttpDate('Sat, 31 Dec 2016 23:59:60 GMT'), Date.UTC(2017, 0, 1))
})

t.test('parseHttpDate refuses everything else', async t => {
    for (const text of [
        ...[
            '',
            'now',
            '0',
            'Sun, 06 Nov 1994 08:49:37',
            'Sun, 06 Nov 1994 08:49:37 UTC',
            'Sun, 6 Nov 1994 08:49:37 GMT',
        ],
        ...['sun, 06 nov 1994 08:49:37 gmt', 'Son, 06 Nov 1994 08:49:37 GMT', 'Sun, 06 Nov 1994 24:00:00 GMT'],
        ...['Sun, 06 Nov 1994 08:60:37 GMT', 'Sun, 06 Nov 1994 08:49:61 GMT', 'Sun, 30 Feb 1994 08:49:37 GMT'],
        ...['Sun, 00 Nov 1994 08:49:37 GMT', 'Sun, 31 Nov 1994 08:49:37 GMT', 'Sun, 29 Feb 1900 08:49:37 GMT'],
        ...['Sun, 06 Nov 1994 08.49.37 GMT', 'Sun, 06 Nov 1994 -8:49:37 GMT', 'Sun, 06-Nov-1994 08:49:37 GMT'],
        ...['Sunday, 06 Nov 94 08:49:37 GMT', 'Sunday, 06-Nov-1994 08:49:37 GMT', 'Sun Nov 6 08:49:37 1994'],
        ...[
            'Sun Nov 06 08:49:37 94',
            'Sun Nov  6 08:49:37 1994 GMT',
            'Sun,  6 Nov 1994 08:49:37 GMT',
            '1994-11-06T08:49:37Z',
        ],
    ]) {
        t.equal(parseHttpDate(text, NOW), null, text)
    }
})

t.test('parseHttpDate undoes formatHttpDate', async t => {
    fc.assert(
        fc.property(fc.integer({ min: -62167219200, max: 253402300799 }), second => {
            return parseHttpDate(formatHttpDate(second * 1000)) === second * 1000
        }),
    )
    t.pass()
})
