import t from 'tap'
import { isBytes, parseDuration, parseSize } from '../../../services/config/units.js'

t.test('parseSize takes numbers and text with a suffix', async t => {
    for (const [value, bytes] of [
        [0, 0],
        [4096, 4096],
        ['4096', 4096],
        ['10K', 10_240],
        ['10 kb', 10_240],
        ['1.5MB', 2 ** 20],
        ['infinite', Infinity],
        ['2g', 2 ** 31],
        [' 5 bytes ', 5],
        ['unlimited', Infinity],
    ] as const) {
        t.equal(parseSize(value), bytes, String(value))
    }
})

t.test('parseDuration gives milliseconds', async t => {
    for (const [value, ms] of [
        [5, 5000],
        [0.25, 250],
        ['5 secs', 5000],
        ['5mins', 300_000],
        ['1 hour', 3_600_000],
        ['2days', 172_800_000],
        ['1 week', 604_800_000],
        ['never', Infinity],
        ['FOREVER', Infinity],
        ['1 month', 2_592_000_000],
        ['2 years', 63_072_000_000],
        ['5m', 5_242_880_000],
    ] as const) {
        t.equal(parseDuration(value), ms, String(value))
    }
})

t.test('parseSize and parseDuration refuse anything else', async t => {
    for (const value of [
        '',
        'x',
        '-1',
        -1,
        Number.NaN,
        null,
        undefined,
        true,
        [],
        '10 kilo',
        '1e3',
        '0x10',
        '5 5',
        '1'.repeat(80),
    ]) {
        t.equal(parseSize(value), null, String(value))
        t.equal(parseDuration(value), null, String(value))
    }
})

t.test('isBytes tells texts with a suffix that means bytes', async t => {
    for (const text of ['5m', '5 MB', '1k', '2g']) {
        t.ok(isBytes(text), text)
    }
    for (const value of ['5', '5 mins', 'week', '1 week', 5]) {
        t.notOk(isBytes(value), String(value))
    }
})
