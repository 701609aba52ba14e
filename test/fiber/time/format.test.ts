import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import t from 'tap'
import { formatTime, parseHttpDate, parseIsoDate } from '../../../fiber/time/index.js'

const letters = [...'AaBbCcDdeFGgHhIjklMmnPpRrSsTtUuVWwXxYyz%']
const times = [
    0, 1, 951_782_400_000, 1_762_810_108_123, 1_767_225_599_000, 1_704_067_200_000, 1_230_768_000_000,
    4_102_444_800_000,
]

const hasDate = spawnSync('date', ['-u', '-d', '@0', '+%Y'], { encoding: 'utf8' }).stdout === '1970\n'
const skip = hasDate ? false : 'this machine has no GNU date to compare with'

t.test('formatTime agrees with the date command for each letter', { skip }, async t => {
    for (const time of times) {
        for (let day = 0; day < 370; day += 37) {
            const at = time + day * 86_400_000
            const format = letters.map(letter => `%${letter}`).join('|')
            // date prints %s, %c, %r, %x and %X by its locale: C has those of the specification.
            const { stdout } = spawnSync('date', ['-u', '-d', `@${at / 1000}`, `+${format}`], {
                encoding: 'utf8',
                env: { LC_ALL: 'C', PATH: process.env.PATH },
            })
            const expected = stdout.slice(0, -1).split('|')
            for (const [i, letter] of letters.entries()) {
                t.equal(formatTime(`%${letter}`, at, true), expected[i], `%${letter} of ${new Date(at).toISOString()}`)
            }
        }
    }
})

t.test('formatTime prints the zone of UTC, unknown letters and modifiers', async t => {
    t.equal(formatTime('%Z', 0, true), 'GMT')
    t.equal(formatTime('%Q %', 0, true), '%Q %')
    t.equal(formatTime('%EY %Od', 0, true), '1970 01')
    t.equal(formatTime('%v', 0, true), ' 1-Jan-1970')
    t.equal(formatTime('%+', 0, true), 'Thu Jan  1 00:00:00 GMT 1970')
})

t.test('formatTime gives no more than 127 bytes, and nothing for what is no time', async t => {
    t.equal(formatTime('%A'.repeat(100), 0, true).length, 127)
    t.equal(formatTime('%%'.repeat(127), 0, true), '%'.repeat(127), 'what is limited is the output')
    t.equal(formatTime('é'.repeat(127), 0, true), 'é'.repeat(63), 'bytes are counted')
    t.equal(formatTime('%A'.repeat(1e6), 0, true).length, 127)
    t.equal(formatTime('%Y', Number.NaN, true), '')
    t.equal(formatTime('%Y', Infinity), '')
})

t.test('formatTime and parseIsoDate are inverse', async () => {
    fc.assert(
        fc.property(fc.integer({ min: -2_208_988_800, max: 253_402_300_799 }), fc.boolean(), (seconds, utc) => {
            const text = formatTime('%Y-%m-%dT%H:%M:%S%z', seconds * 1000, utc)
            return parseIsoDate(text) === seconds * 1000
        }),
    )
})

t.test('formatTime and parseHttpDate are inverse, in all three forms', async () => {
    fc.assert(
        fc.property(fc.integer({ min: 200_000_000, max: 3_300_000_000 }), seconds => {
            // Two digits of a year: within 50 years from now.
            const time = seconds * 1000
            const now = Date.UTC(2025, 0, 1)
            return ['%a, %d %b %Y %T GMT', '%A, %d-%b-%y %T GMT', '%a %b %e %T %Y'].every(
                format => parseHttpDate(formatTime(format, time, true), now) === time,
            )
        }),
    )
})
