import { Cron } from 'croner'
import fc from 'fast-check'
import t from 'tap'
import { Schedule } from '../../../services/cron/index.js'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** A field of both grammars: croner knows no ranges that wrap, so it gets their numbers one by one. */
const field = (least: number, most: number) =>
    fc.oneof(
        { weight: 2, arbitrary: fc.constant({ ours: '*', theirs: '*' }) },
        fc
            .array(fc.tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most })), {
                ...{ minLength: 1, maxLength: 3 },
            })
            .map(ranges => ({
                ours: ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(','),
                theirs: [...new Set(ranges.flatMap(([from, to]) => numbers(from, to, least, most)))].join(','),
            })),
    )

function numbers(from: number, to: number, least: number, most: number): number[] {
    const found = [from]
    for (let n = from; n !== to; ) {
        n = n === most ? least : n + 1
        found.push(n)
    }
    return found
}

const specs = fc.tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 6)).map(fields => ({
    ours: fields.map(each => each.ours).join(' '),
    theirs: fields.map(each => each.theirs).join(' '),
}))

/** Runs `body` with the clock of another zone, as programs have it that are started with TZ. */
function inZone(zone: string, body: () => void): void {
    const former = process.env.TZ
    process.env.TZ = zone
    try {
        body()
    } finally {
        if (former === undefined) {
            delete process.env.TZ
        } else {
            process.env.TZ = former
        }
    }
}

/** The first minutes from the one of `time` on. */
function ours(spec: string, time: number, count: number): number[] {
    const schedule = new Schedule(spec)
    const found: number[] = []
    for (let next = schedule.next(time); next !== null && found.length < count; next = schedule.next(next + MINUTE)) {
        found.push(next)
    }
    return found
}

/** The same of croner, which gives what comes after a time. Its seconds are always 0. */
function theirs(spec: string, time: number, count: number, timezone: string): number[] {
    const cron = new Cron(spec, { timezone, mode: '5-part' })
    const begin = new Date(time - (time % MINUTE) - 1)
    return cron.nextRuns(count, begin).map(date => date.getTime())
}

/** Schedules that do not come for five years are never for ours. */
function untilNever(minutes: readonly number[], time: number): number[] {
    const end = minutes.findIndex((minute, i) => minute > (minutes[i - 1] ?? time) + 5 * 365 * DAY)
    return minutes.slice(0, end < 0 ? minutes.length : end)
}

const iso = (minutes: readonly number[]) => minutes.map(minute => new Date(minute).toISOString()).join(' ')

t.test('Schedule.next gives the minutes that croner gives, where no clock is changed', async t => {
    const times = fc.integer({ min: Date.UTC(2001, 0, 1), max: Date.UTC(2090, 0, 1) })
    inZone('UTC', () => {
        fc.assert(
            fc.property(specs, times, (spec, time) => {
                const wanted = untilNever(theirs(spec.theirs, time, 5, 'UTC'), time)
                const found = ours(spec.ours, time, 5).slice(0, wanted.length)
                if (iso(found) !== iso(wanted)) {
                    throw new Error(`${spec.ours} from ${iso([time])}: ${iso(found)}, wanted ${iso(wanted)}`)
                }
            }),
            { numRuns: 150 },
        )
    })
    t.pass('150 schedules')
})

/** Zones, each with the moments at which its clock is changed in 2031: forward, and back. */
const zones: Record<string, readonly [forward: string, back: string]> = {
    'Europe/Berlin': ['2031-03-30T01:00Z', '2031-10-26T01:00Z'],
    'America/New_York': ['2031-03-09T07:00Z', '2031-11-02T06:00Z'],
    // By half an hour, and in the other half of the year
    'Australia/Lord_Howe': ['2031-10-04T15:30Z', '2031-04-05T15:00Z'],
    // At midnight: a day without its first hour
    'America/Asuncion': ['2031-10-05T04:00Z', '2031-03-23T03:00Z'],
}

/** Schedules that come in the hours in which clocks are changed, not too often. */
const some = (least: number, most: number, count: number) =>
    fc
        .uniqueArray(fc.integer({ min: least, max: most }), { minLength: 1, maxLength: count })
        .map(found => found.sort((a, b) => a - b).join(','))
const nightly = fc.tuple(some(0, 59, 2), some(0, 3, 3)).map(([minute, hour]) => `${minute} ${hour} * * *`)

/** What the clock on the wall shows. */
const wall = (time: number) => new Date(time).toString().slice(0, 21)

/** Whether the clock shows this minute twice. */
const isRepeated = (time: number) =>
    [30 * MINUTE, 60 * MINUTE].some(shift => wall(time - shift) === wall(time) || wall(time + shift) === wall(time))

t.test('Schedule.next differs from croner only in minutes that the clock skips or shows twice', async t => {
    let differences = 0
    for (const [zone, changes] of Object.entries(zones)) {
        inZone(zone, () => {
            const times = fc
                .tuple(fc.constantFrom(...changes), fc.integer({ min: -2 * DAY, max: DAY }))
                .map(([change, offset]) => Date.parse(change) + offset)
            fc.assert(
                fc.property(nightly, times, (spec, time) => {
                    const [mine, other] = [ours(spec, time, 40), theirs(spec, time, 40, zone)]
                    const end = Math.min(mine.at(-1)!, other.at(-1)!)
                    const schedule = new Schedule(spec)
                    for (const minute of new Set([...mine, ...other])) {
                        if (minute > end || (mine.includes(minute) && other.includes(minute))) {
                            continue
                        }
                        differences++
                        // Ours has both of a minute that comes twice, where croner has one. Croner runs later what the clock has skipped;
                        // ours are windows of time, and one that does not come is none.
                        const isSkipped = other.includes(minute) && !schedule.matches(minute)
                        if (!isRepeated(minute) && !isSkipped) {
                            const who = mine.includes(minute) ? 'ours' : 'croner'
                            throw new Error(`${spec} in ${zone} from ${iso([time])}: only ${who} has ${iso([minute])}`)
                        }
                    }
                }),
                { numRuns: 60 },
            )
        })
    }
    t.ok(differences > 0, 'there were some')
})
