import { execFileSync } from 'node:child_process'
import t from 'tap'
import { cronErrors, Schedule } from '../../../services/cron/index.js'

/** Local times as `2031-03-12 10:20`. */
function text(time: number | null): string {
    if (time === null) {
        return 'never'
    }
    const date = new Date(time)
    const two = (n: number) => String(n).padStart(2, '0')
    return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`
}

// Wednesday
const instant = new Date(2031, 2, 12, 10, 20, 30).getTime()

/** Examples of spec agent.md §13.2. */
const examples: Record<string, string> = {
    '* * * * *': '2031-03-12 10:20',
    '': '2031-03-12 10:20',
    '0 * * * *': '2031-03-12 11:00',
    '30 10 * * *': '2031-03-12 10:30',
    '15 10 * * *': '2031-03-13 10:15',
    midnight: '2031-03-13 00:00',
    night: '2031-03-12 18:00',
    anytime: '2031-03-12 10:20',
    day: '2031-03-12 10:20',
    weekdays: '2031-03-12 10:20',
    workhours: '2031-03-12 10:20',
    '0 22-2 * * *': '2031-03-12 22:00',
    '0 0 1 * *': '2031-04-01 00:00',
    '0 12 * * 1': '2031-03-17 12:00',
    '0 0 15 * 5': '2031-03-14 00:00',
    '0 0 29 2 *': '2032-02-29 00:00',
    '0 10 12 3 *': '2032-03-12 10:00',
    '0,30  10-11 * * 3': '2031-03-12 10:30',
    '* * * * 6-0': '2031-03-15 00:00',
    '* * 31 2 *': 'never',
    never: 'never',
    unscheduled: 'never',
    '0 0 0 0 0': 'never',
}

t.test('Schedule.next gives the first minute at or after the one of the time', async t => {
    for (const [spec, first] of Object.entries(examples)) {
        t.equal(text(new Schedule(spec).next(instant)), first, spec)
    }
    const friday = new Date(2031, 2, 14, 18).getTime()
    t.equal(text(new Schedule('* 9-17 * * 1-5').next(friday)), '2031-03-17 09:00')
    const january = new Date(2031, 0, 31, 12).getTime()
    t.equal(text(new Schedule('0 0 30 * *').next(january)), '2031-03-30 00:00', 'February has no such day (A-10)')
})

t.test('Schedule.endOfField and end tell the end of the window', async t => {
    const end = (spec: string) => text(new Schedule(spec).endOfField(instant))
    t.equal(end('workhours'), '2031-03-12 11:00')
    t.equal(end('20 * * * *'), '2031-03-12 10:21')
    t.equal(end('* * 12 * *'), '2031-03-13 00:00')
    t.equal(end('* * * 3 *'), '2031-04-01 00:00')
    t.equal(end('21 * * * *'), 'never')
    t.equal(new Schedule('anytime').endOfField(instant), Infinity)
    t.equal(text(new Schedule('workhours').end(instant)), '2031-03-12 18:00')
    t.equal(text(new Schedule('20-22 * * * *').end(instant)), '2031-03-12 10:23')
    t.equal(new Schedule('* 10-9 * * *').end(instant), Infinity, 'all hours')
    t.equal(text(new Schedule('weekdays').end(instant)), '2031-03-15 00:00')
    t.equal(new Schedule('never').end(instant), null)
})

t.test('Schedule refuses what is not its grammar, and says which field', async t => {
    const wrong: Record<string, RegExp> = {
        '*/5 * * * *': /its minute is \*\/5, wanted numbers from 0 to 59/,
        '* * * * mon': /its weekday is mon, wanted numbers from 0 to 6/,
        '* * * * 7': /its weekday is 7/,
        '60 * * * *': /its minute is 60/,
        '* 24 * * *': /its hour is 24/,
        '* * 0 * *': /its day is 0/,
        '* * * 13 *': /its month is 13/,
        '1- * * * *': /its minute is 1-/,
        '1,,2 * * * *': /its minute is 1,,2/,
        '-1 * * * *': /its minute is -1/,
        '* * * *': /it has 4 fields, wanted five fields/,
        '* * * * * *': /it has 6 fields/,
        often: /it has one field, wanted .* or one of anytime, never/,
        ['1,'.repeat(600)]: /it has 0 fields/,
    }
    for (const [spec, message] of Object.entries(wrong)) {
        t.throws(() => new Schedule(spec), { code: 'CRON_SYNTAX', message })
    }
    t.ok('CRON_SYNTAX' in cronErrors)
})

// What a program says in another time zone, where clocks are put forward and back.
const program = `
import { Schedule } from ${JSON.stringify(new URL('../../../services/cron/index.js', import.meta.url).href)}
const iso = time => time === null ? 'never' : new Date(time).toISOString().slice(0, 16)
const days = (spec, from, count) => {
    const found = []
    let time = Date.parse(from)
    for (let i = 0; i < count; i++) {
        time = new Schedule(spec).next(time)
        found.push(iso(time))
        time += 60_000
    }
    return found
}
console.log(JSON.stringify([
    days('30 2 * * *', '2031-03-29T12:00Z', 2),
    days('30 2 * * *', '2031-10-25T12:00Z', 3),
    days('0 3 * * *', '2031-03-29T12:00Z', 2),
    days('15,45 2 26 10 *', '2031-10-25T12:00Z', 4),
    iso(new Schedule('* 2 * * *').end(Date.parse('2031-10-26T00:10Z'))),
]))`

t.test('Schedule skips minutes that the clock skips, and has those twice that it shows twice', async t => {
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
        env: { ...process.env, TZ: 'Europe/Berlin', NODE_OPTIONS: '' },
        encoding: 'utf8',
    })
    t.same(JSON.parse(output), [
        // Sunday, March 30: no 2:30. Then 2:30 of summer time.
        ['2031-03-31T00:30', '2031-04-01T00:30'],
        // Sunday, October 26: 2:30 of summer time, then of winter time.
        ['2031-10-26T00:30', '2031-10-26T01:30', '2031-10-27T01:30'],
        ['2031-03-30T01:00', '2031-03-31T01:00'],
        ['2031-10-26T00:15', '2031-10-26T00:45', '2031-10-26T01:15', '2031-10-26T01:45'],
        '2031-10-26T02:00',
    ])
})
