/*
    zone.test.ts -- Local time in many zones, against the date command. Node reads TZ once, so that each zone is a process.
*/

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import '../process/plain-children.js'
import t from 'tap'

const formats = ['%F %T %Z %z', '%c', '%j %U %W %V %G %y', '%a %b %e %H:%M:%S %Z %Y']
const script = fileURLToPath(new URL('fixtures/local-times.js', import.meta.url))

/** Seconds since 1970: far and near times, and the hours around each change of the clocks in some years. */
const allTimes: number[] = [-3_000_000_000, -1_000_000_000, -1, 0, 1_000_000_000, 1_752_000_000, 4_000_000_000]
for (const year of [2011, 2025]) {
    for (let month = 0; month < 12; month++) {
        allTimes.push(Date.UTC(year, month, 1) / 1000 + 12_345)
    }
    for (const day of [Date.UTC(year, 2, 8), Date.UTC(year, 2, 25), Date.UTC(year, 9, 25), Date.UTC(year, 11, 29)]) {
        for (let hours = 0; hours < 8 * 24; hours += 1) {
            allTimes.push(day / 1000 + hours * 3600 - 1)
        }
    }
}

const zones = [
    'UTC',
    'Europe/Berlin',
    'Europe/London',
    // Standard time is in summer there, by the database.
    'Europe/Dublin',
    'America/New_York',
    'America/Sao_Paulo',
    'America/St_Johns',
    'Asia/Kolkata',
    'Asia/Tokyo',
    'Australia/Lord_Howe',
    // A day was left out at the end of 2011.
    'Pacific/Apia',
    'Africa/Casablanca',
]

const hasDate = spawnSync('date', ['-u', '-d', '@0', '+%Y'], { encoding: 'utf8' }).stdout === '1970\n'
const hasZones = existsSync('/usr/share/zoneinfo/Europe/Berlin')
const skip = hasDate && hasZones ? false : 'this machine has no GNU date, or no zones, to compare with'

for (const zone of zones) {
    t.test(`formatTime agrees with the date command in ${zone}, and rMakeTime is its inverse`, { skip }, async t => {
        // Its far future is a table, which ends in 2087, and in which the databases of Node and of the machine may differ.
        const times = zone === 'Africa/Casablanca' ? allTimes.filter(time => time < 2 ** 31) : allTimes
        const env = { ...process.env, LC_ALL: 'C', TZ: zone }
        const ours = spawnSync(process.execPath, [script, ...formats], {
            env,
            input: times.join('\n'),
            encoding: 'utf8',
        })
        t.equal(ours.status, 0, ours.stderr)
        const lines = ours.stdout.split('\n')
        const input = times.map(time => `@${time}\n`).join('')
        for (const [at, format] of formats.entries()) {
            const system = spawnSync('date', ['-f', '-', `+${format}`], { env, input, encoding: 'utf8' })
            const expected = system.stdout.split('\n').slice(0, -1)
            t.equal(expected.length, times.length)
            const wrong = times.flatMap((time, i) => {
                const got = lines[i * formats.length + at]
                return got === expected[i] ? [] : [`@${time}: ${got}, wanted ${expected[i]}`]
            })
            t.strictSame(wrong.slice(0, 5), [], format)
        }
        t.equal(lines[times.length * formats.length], 'no difference', 'rMakeTime is the inverse')
    })
}

t.test('zoneName without a zone database is the name that the platform has, or the offset', async t => {
    const { stdout } = spawnSync(process.execPath, [script, '%Z'], {
        env: { ...process.env, TZ: 'no/such/zone' },
        input: '0',
        encoding: 'utf8',
    })
    t.match(stdout, /^(?:UTC|GMT|[+-]\d\d)\n/)
})
