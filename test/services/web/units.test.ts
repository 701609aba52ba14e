import t from 'tap'
import { parseDuration, parseSize } from '../../../services/web/units.js'

t.test('parseSize takes numbers and text with a suffix', async t => {
    for (const [value, bytes] of [
        [0, 0],
        [4096, 4096],
        ['4096', 4096],
        ['10K', 10_240],
        ['10 kb', 10_240],
        ['1.5MB', 1_572_864],
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
        '1'.repeat(50),
    ]) {
        t.equal(parseSize(value), null, String(value))
        t.equal(parseDuration(value), null, String(value))
    }
    t.equal(parseDuration('5m'), null, 'm is no unit of time: in the C agent it means mega')
})
