import fc from 'fast-check'
import t from 'tap'
import {
    rFormatLocalTime,
    rFormatUniversalTime,
    rGetElapsedTicks,
    rGetHttpDate,
    rGetIsoDate,
    rGetRemainingTicks,
    rGetTicks,
    rMakeTime,
    rMakeUniversalTime,
    rParseHttpDate,
    rParseIsoDate,
} from '../../../fiber/time/c.js'

t.test('rParseIsoDate is the inverse of rGetIsoDate', async () => {
    fc.assert(
        fc.property(
            fc.integer({ min: 0, max: 253_402_300_799_999 }),
            time => rParseIsoDate(rGetIsoDate(time)) === time,
        ),
    )
})

t.test('rParseHttpDate is the inverse of rGetHttpDate [D-15]', async () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 4e9 }), s => rParseHttpDate(rGetHttpDate(s * 1000)) === s))
})

t.test('rParseIsoDate takes zones and fractions as specified', async t => {
    const base = Date.UTC(2025, 10, 10, 21, 28, 28)
    for (const [text, expected] of [
        ['2025-11-10T21:28:28Z', base],
        ['  2025-11-10T21:28:28Z', base],
        ['2025-11-10T21:28:28.Z', base],
        ['2025-11-10T21:28:28.1Z', base + 100],
        ['2025-11-10T21:28:28.123987Z', base + 123],
        ['2025-11-10T22:28:28+01:00', base],
        ['2025-11-10T22:28:28+0100', base],
        ['2025-11-10T22:28:28+01', base],
        ['2025-11-10T20:28:28-01:00', base],
        ['2025-2-31T0:0:0Z', Date.UTC(2025, 2, 3)],
    ] as const) {
        t.equal(rParseIsoDate(text), expected, text)
    }
    for (const text of [
        '',
        'now',
        '2025-11-10T21:28:28',
        '2025-11-10t21:28:28Z',
        '2025-11-10T21:28:28z',
        '2025-11-10T21:28:28Z ',
        '2025-13-10T21:28:28Z',
        '2025-11-10T24:28:28Z',
        '1899-11-10T21:28:28Z',
        '2025-11-10T21:28:28+1',
        '2025-11-10T21:28:28+24:00',
        '2025-11-10T21:28:28+01:',
        `2025-11-10T21:28:28.${'1'.repeat(1e6)}Z`,
    ]) {
        t.equal(rParseIsoDate(text), -1, text.slice(0, 40))
    }
    t.equal(rParseIsoDate(null), -1)
})

t.test('rParseHttpDate takes only the IMF form and ignores what follows', async t => {
    t.equal(rParseHttpDate('Sun, 06 Nov 1994 08:49:37 GMT'), 784111777)
    t.equal(rParseHttpDate('sunday, 06 november 1994 08:49:37 +0100 and more'), 784111777)
    t.equal(rParseHttpDate('Sunday, 06-Nov-94 08:49:37 GMT'), 0)
    t.equal(rParseHttpDate('Sun Nov  6 08:49:37 1994'), 0)
    t.equal(rParseHttpDate(''), 0)
    t.equal(rParseHttpDate(null), 0)
})

t.test('rMakeUniversalTime normalises fields that are out of range', async t => {
    const tm = { tm_sec: 61, tm_min: 59, tm_hour: 23, tm_mday: 31, tm_mon: 11, tm_year: 125 }
    t.equal(rMakeUniversalTime(tm), Date.UTC(2026, 0, 1, 0, 0, 1) / 1000)
    t.equal(rMakeUniversalTime({ ...tm, tm_year: 70, tm_mon: 0, tm_mday: 1, tm_hour: 0, tm_min: 0, tm_sec: 0 }), 0)
})

t.test('rMakeTime is the inverse of the local format', async () => {
    fc.assert(
        fc.property(fc.integer({ min: 86_400, max: 4e9 }), s => {
            const date = new Date(s * 1000)
            const tm = {
                tm_sec: date.getSeconds(),
                tm_min: date.getMinutes(),
                tm_hour: date.getHours(),
                tm_mday: date.getDate(),
                tm_mon: date.getMonth(),
                tm_year: date.getFullYear() - 1900,
            }
            // In the hour that exists twice a year either is right.
            return Math.abs(rMakeTime(tm) - s) % 3600 === 0
        }),
    )
})

t.test(
    'rFormatLocalTime and rFormatUniversalTime take null for the default format, and an empty one as it is',
    async t => {
        t.equal(rFormatUniversalTime(null, 0), 'Thu Jan 01 00:00:00 1970 GMT')
        t.equal(rFormatUniversalTime('', 0), '')
        t.match(rFormatLocalTime(null, 86_400_000), /^[A-Z][a-z]{2} Jan 0[12] /)
    },
)

t.test('rGetTicks is whole, large, and does not go backwards', async t => {
    const mark = rGetTicks()
    t.ok(Number.isInteger(mark))
    t.ok(mark > 1000, 'counted from the start of the system')
    t.ok(rGetElapsedTicks(mark) >= 0)
    t.ok(rGetRemainingTicks(mark, 1000) <= 1000)
})
