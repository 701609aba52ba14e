import fc from 'fast-check'
import t from 'tap'
import { Timer, TimerWheel } from '../../../fiber/core/timers.js'
import { armNow, batch, startTimer, stopTimer } from '../../../fiber/index.js'

/** Notes when it fires. */
class Note extends Timer {
    readonly name: number
    readonly log: number[]
    effect: (() => void) | null = null

    constructor(name: number, log: number[]) {
        super()
        this.name = name
        this.log = log
    }

    fire(): void {
        this.log.push(this.name)
        this.effect?.()
    }
}

interface Due {
    readonly note: Note
    readonly at: number
    readonly order: number
}

/** The oracle: a list that is sorted when somebody asks. */
class Model {
    list: Due[] = []
    now: number
    added = 0

    constructor(now: number) {
        this.now = Math.floor(now)
    }

    add(note: Note, when: number): number {
        this.remove(note)
        const at = Math.max(Math.ceil(when), this.now)
        this.list.push({ note, at, order: this.added++ })
        return at
    }

    remove(note: Note): void {
        this.list = this.list.filter(due => due.note !== note)
    }

    get earliest(): number {
        return Math.min(...this.list.map(({ at }) => at), Infinity)
    }

    advance(now: number): number[] {
        this.now = Math.max(this.now, Math.floor(now))
        const due = this.list.filter(({ at }) => at <= this.now).sort((a, b) => a.at - b.at || a.order - b.order)
        this.list = this.list.filter(({ at }) => at > this.now)
        return due.map(({ note }) => note.name)
    }
}

type Command =
    | { do: 'add'; which: number; delay: number }
    | { do: 'remove'; which: number }
    | { do: 'advance'; by: number }
    | { do: 'advanceToNext' }

const day = 86_400_000

const delay = fc.oneof(
    fc.integer({ min: 0, max: 40 }),
    fc.integer({ min: 0, max: 3000 }),
    fc.integer({ min: 0, max: 2 ** 25 }),
    fc.integer({ min: 0, max: 60 * day }),
    fc.double({ min: 0, max: 100, noNaN: true }),
    // Where the digits of the wheel carry.
    fc.integer({ min: 1, max: 32 }).map(bit => 2 ** bit),
    fc.integer({ min: 1, max: 32 }).map(bit => 2 ** bit - 1),
    fc.constantFrom(-5, 0, Infinity),
)

const command = fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant('add'), which: fc.nat(30), delay }) as fc.Arbitrary<Command> },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('remove'), which: fc.nat(30) }) as fc.Arbitrary<Command> },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('advance'), by: delay }) as fc.Arbitrary<Command> },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('advanceToNext') }) as fc.Arbitrary<Command> },
)

t.test('TimerWheel does what a sorted list does', async t => {
    fc.assert(
        fc.property(
            fc.double({ min: 0, max: 1e9, noNaN: true }),
            fc.array(command, { maxLength: 120, size: 'max' }),
            (start, commands) => {
                const log: number[] = []
                const notes = Array.from({ length: 31 }, (_, name) => new Note(name, log))
                const wheel = new TimerWheel(start)
                const model = new Model(start)
                for (const command of commands) {
                    if (command.do === 'add') {
                        const note = notes[command.which]!
                        const when = model.now + command.delay
                        same(wheel.add(note, when), model.add(note, when), 'the rounded time')
                    } else if (command.do === 'remove') {
                        wheel.remove(notes[command.which]!)
                        model.remove(notes[command.which]!)
                    } else {
                        // Infinity is for timers that never fire.
                        const next = wheel.nextDue()
                        const by = command.do === 'advance' && command.by !== Infinity ? Math.max(command.by, 0) : 0
                        const now = command.do === 'advanceToNext' && next !== Infinity ? next : model.now + by
                        log.length = 0
                        const fired = wheel.advance(now)
                        const expected = model.advance(now)
                        same(log, expected, 'what fires')
                        same(fired, expected.length, 'how many')
                    }
                    same(wheel.count, model.list.length, 'count')
                    if (wheel.nextDue() > model.earliest) {
                        throw new Error(`Wrong nextDue: ${wheel.nextDue()}, wanted no more than ${model.earliest}`)
                    }
                    if (model.list.length === 0) {
                        same(wheel.nextDue(), Infinity, 'nextDue of nothing')
                    }
                }
                // Each stride of the clock makes progress.
                for (let strides = 0; model.earliest !== Infinity; strides++) {
                    if (strides > 1000) {
                        throw new Error('The wheel does not get on')
                    }
                    const next = wheel.nextDue()
                    log.length = 0
                    wheel.advance(next)
                    same(log, model.advance(next), 'what fires in the end')
                }
            },
        ),
        { numRuns: 1000 },
    )
    t.pass('the property holds')
})

function same(actual: unknown, expected: unknown, what: string): void {
    if (JSON.stringify(actual) !== JSON.stringify(expected)) {
        throw new Error(`Wrong ${what}: ${JSON.stringify(actual)}, wanted ${JSON.stringify(expected)}`)
    }
}

t.test('TimerWheel fires timers of one millisecond in the order of adding, across all levels', async t => {
    for (const delay of [5, 100, 2000, 50_000, 2_000_000, 60_000_000, 20 * day]) {
        const log: number[] = []
        const wheel = new TimerWheel(0)
        wheel.add(new Note(0, log), delay)
        for (let at = 0, name = 1; at < delay; at += Math.ceil(delay / 7), name++) {
            wheel.advance(at)
            wheel.add(new Note(name, log), delay)
        }
        wheel.advance(delay)
        t.same(log, [0, 1, 2, 3, 4, 5, 6, 7].slice(0, log.length), `${delay} ms`)
        t.ok(log.length >= 6)
    }
})

t.test('TimerWheel lets a timer remove and add others, and itself, while it fires', async t => {
    const log: number[] = []
    const wheel = new TimerWheel(0)
    const notes = Array.from({ length: 6 }, (_, name) => new Note(name, log))
    for (const note of notes) {
        wheel.add(note, 10)
    }
    notes[1]!.effect = () => {
        wheel.remove(notes[1]!)
        wheel.remove(notes[0]!)
        wheel.remove(notes[2]!)
        wheel.remove(notes[5]!)
        wheel.add(notes[0]!, 0)
        wheel.add(notes[3]!, 20)
        notes[1]!.effect = null
        wheel.add(notes[1]!, 10)
    }
    t.equal(wheel.advance(15), 5)
    t.same(log, [0, 1, 4, 0, 1])
    t.equal(wheel.count, 1)
    t.equal(wheel.nextDue(), 20)
    wheel.advance(20)
    t.same(log, [0, 1, 4, 0, 1, 3])
    t.equal(wheel.nextDue(), Infinity)
})

t.test('TimerWheel moves a timer that is added again', async t => {
    const log: number[] = []
    const wheel = new TimerWheel(0)
    const note = new Note(1, log)
    wheel.add(note, 10)
    wheel.add(note, 30)
    wheel.add(note, 20)
    t.equal(wheel.count, 1)
    t.equal(wheel.advance(19), 0)
    t.equal(wheel.advance(1000), 1)
    t.equal(wheel.count, 0)
})

t.test('TimerWheel goes on with the rest when a timer throws', async t => {
    const log: number[] = []
    const wheel = new TimerWheel(0)
    const notes = Array.from({ length: 4 }, (_, name) => new Note(name, log))
    for (const note of notes) {
        wheel.add(note, 10)
    }
    notes[1]!.effect = () => {
        throw new Error('fire failed')
    }
    t.throws(() => wheel.advance(50), { message: 'fire failed' })
    t.equal(wheel.count, 2)
    t.ok(wheel.nextDue() <= 50)
    wheel.advance(50)
    t.same(log, [0, 1, 2, 3])
    t.equal(wheel.nextDue(), Infinity)
})

t.test('TimerWheel takes what is no number for now', async t => {
    const log: number[] = []
    const wheel = new TimerWheel(100.9)
    t.equal(wheel.add(new Note(1, log), NaN), 100)
    wheel.advance(100)
    t.same(log, [1])
})

t.test('TimerWheel keeps a timer of Infinity without ever firing it', async t => {
    const log: number[] = []
    const wheel = new TimerWheel(0)
    const note = new Note(1, log)
    wheel.add(note, Infinity)
    for (let i = 1; i < 100; i++) {
        wheel.advance(i * 10 * day)
        t.ok(wheel.nextDue() > i * 10 * day)
    }
    t.same(log, [])
    wheel.remove(note)
    t.equal(wheel.nextDue(), Infinity)
})

t.test('startTimer and stopTimer in one slice leave no clock armed, which would keep the process alive', async t => {
    const [long, short] = [new Note(1, []), new Note(2, [])]
    startTimer(long, 1e9)
    t.not(armNow(), Infinity)
    batch(() => {
        startTimer(short, 1e8)
        stopTimer(long)
        stopTimer(short)
    })
    t.equal(armNow(), Infinity)
})
