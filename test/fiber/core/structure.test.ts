/*
    structure.test.ts -- What must hold of every program, tried on random ones: trees of fibers, scopes, deadlines, shields and
    races that wait, fail and are cancelled at random times always end, leave nothing behind, and clean up once and in order.
*/

import fc from 'fast-check'
import t from 'tap'
import {
    all,
    any,
    Channel,
    current,
    deadline,
    detach,
    type Fiber,
    fibers,
    Mutex,
    now,
    onUncaught,
    race,
    retry,
    scope,
    select,
    shield,
    sleep,
    spawn,
    statistics,
    type Task,
    yieldNow,
} from '../../../fiber/index.js'
import { virtually } from '../../../fiber/testing/index.js'

/** A random program. Times are so few that many things happen in the same turn. */
type Program =
    | { do: 'wait'; ms: number }
    | { do: 'waitForEver' }
    | { do: 'yield' }
    | { do: 'fail' }
    | { do: 'cancelSelf' }
    | { do: 'cancelSome'; which: number }
    | { do: 'send' }
    | { do: 'receive'; ms: number }
    | { do: 'join'; which: number; ms: number }
    | { do: 'sequence'; parts: Program[] }
    | { do: 'spawn'; body: Program }
    | { do: 'scope'; body: Program; child: Program }
    | { do: 'deadline'; ms: number; body: Program }
    | { do: 'shield'; body: Program }
    | { do: 'race'; parts: Program[] }
    | { do: 'all'; parts: Program[] }
    | { do: 'any'; parts: Program[] }
    | { do: 'retry'; body: Program }
    | { do: 'lock'; body: Program }
    | { do: 'catch'; body: Program }
    | { do: 'finally'; body: Program; cleanUp: Program }

const ms = fc.integer({ min: 0, max: 6 })
const which = fc.nat(60)

const { program } = fc.letrec<{ program: Program; leaf: Program; node: Program }>(tie => ({
    leaf: fc.oneof(
        { weight: 5, arbitrary: fc.record({ do: fc.constant('wait'), ms }) as fc.Arbitrary<Program> },
        fc.record({ do: fc.constant('waitForEver') }) as fc.Arbitrary<Program>,
        { weight: 2, arbitrary: fc.record({ do: fc.constant('yield') }) as fc.Arbitrary<Program> },
        fc.record({ do: fc.constant('fail') }) as fc.Arbitrary<Program>,
        fc.record({ do: fc.constant('cancelSelf') }) as fc.Arbitrary<Program>,
        fc.record({ do: fc.constant('cancelSome'), which }) as fc.Arbitrary<Program>,
        fc.record({ do: fc.constant('send') }) as fc.Arbitrary<Program>,
        fc.record({ do: fc.constant('receive'), ms }) as fc.Arbitrary<Program>,
        fc.record({ do: fc.constant('join'), which, ms }) as fc.Arbitrary<Program>,
    ),
    node: fc.oneof(
        { depthSize: 'max' },
        {
            weight: 4,
            arbitrary: fc.record({
                do: fc.constant('sequence'),
                parts: fc.array(tie('program'), { minLength: 1, maxLength: 4, size: 'max' }),
            }) as fc.Arbitrary<Program>,
        },
        {
            weight: 2,
            arbitrary: fc.record({ do: fc.constant('spawn'), body: tie('program') }) as fc.Arbitrary<Program>,
        },
        {
            weight: 2,
            arbitrary: fc.record({
                do: fc.constant('scope'),
                body: tie('program'),
                child: tie('program'),
            }) as fc.Arbitrary<Program>,
        },
        {
            weight: 2,
            arbitrary: fc.record({ do: fc.constant('deadline'), ms, body: tie('program') }) as fc.Arbitrary<Program>,
        },
        fc.record({ do: fc.constant('shield'), body: tie('program') }) as fc.Arbitrary<Program>,
        fc.record({
            do: fc.constant('race'),
            parts: fc.array(tie('program'), { minLength: 1, maxLength: 3, size: 'max' }),
        }) as fc.Arbitrary<Program>,
        fc.record({
            do: fc.constant('all'),
            parts: fc.array(tie('program'), { maxLength: 3, size: 'max' }),
        }) as fc.Arbitrary<Program>,
        fc.record({
            do: fc.constant('any'),
            parts: fc.array(tie('program'), { maxLength: 3, size: 'max' }),
        }) as fc.Arbitrary<Program>,
        fc.record({ do: fc.constant('retry'), body: tie('program') }) as fc.Arbitrary<Program>,
        fc.record({ do: fc.constant('lock'), body: tie('program') }) as fc.Arbitrary<Program>,
        fc.record({ do: fc.constant('catch'), body: tie('program') }) as fc.Arbitrary<Program>,
        {
            weight: 4,
            arbitrary: fc.record({
                do: fc.constant('finally'),
                body: tie('program'),
                cleanUp: tie('program'),
            }) as fc.Arbitrary<Program>,
        },
    ),
    program: fc.oneof(
        { depthSize: 'max', maxDepth: 8, withCrossShrink: true },
        { weight: 3, arbitrary: tie('leaf') },
        { weight: 5, arbitrary: tie('node') },
    ),
}))

/** One run of a program. */
class World {
    readonly tasks: Task[] = []
    readonly problems: string[] = []
    readonly mutex = new Mutex()
    readonly channel = new Channel<number>(2)
    entered = 0
    left = 0
    sent = 0
    received = 0
    /** The try blocks in which each fiber is, innermost last. */
    readonly open = new Map<Task, number[]>();

    *run(program: Program, protectedFromCancel: boolean): Fiber {
        switch (program.do) {
            case 'wait':
                yield* sleep(program.ms)
                break
            case 'waitForEver':
                // Nothing ends a wait in a shield or in clean-up, nor in fibers that these wait for: the program's fault.
                yield* sleep(protectedFromCancel ? 5 : Infinity)
                break
            case 'yield':
                yield* yieldNow()
                break
            case 'fail':
                throw new Error('failure')
            case 'cancelSelf':
                current()!.cancel('self')
                break
            case 'cancelSome':
                this.tasks[program.which % (this.tasks.length || 1)]?.cancel('some')
                break
            case 'send':
                if (yield* deadline(5, this.channel.send(1))) {
                    this.sent++
                }
                break
            case 'receive':
                if ((yield* select({ value: this.channel.receive(), late: sleep(program.ms) })).key === 'value') {
                    this.received++
                }
                break
            case 'join': {
                const task = this.tasks[program.which % (this.tasks.length || 1)]
                if (task !== undefined && task !== current()) {
                    yield* deadline(program.ms, task.join())
                }
                break
            }
            case 'sequence':
                for (const part of program.parts) {
                    yield* this.run(part, protectedFromCancel)
                }
                break
            case 'spawn':
                this.tasks.push(spawn(() => this.run(program.body, protectedFromCancel)))
                break
            case 'scope':
                yield* scope(s => {
                    this.tasks.push(s.spawn(() => this.run(program.child, protectedFromCancel)))
                    return this.run(program.body, protectedFromCancel)
                })
                break
            case 'deadline':
                yield* deadline(program.ms, this.run(program.body, protectedFromCancel))
                break
            case 'shield':
                yield* shield(this.run(program.body, true))
                break
            case 'race':
                yield* race(program.parts.map(part => this.run(part, protectedFromCancel)))
                break
            case 'all':
                yield* all(program.parts.map(part => this.run(part, protectedFromCancel)))
                break
            case 'any':
                yield* any(program.parts.map(part => this.run(part, protectedFromCancel)))
                break
            case 'retry':
                yield* retry([1, 0], () => this.run(program.body, protectedFromCancel))
                break
            case 'lock':
                // Not re-entrant, and never waited for in vain.
                yield* deadline(
                    10,
                    this.mutex.run(() => this.run(program.body, protectedFromCancel)),
                )
                break
            case 'catch':
                try {
                    yield* this.run(program.body, protectedFromCancel)
                } catch {
                    yield* yieldNow()
                }
                break
            case 'finally':
                yield* this.runFinally(program.body, program.cleanUp, protectedFromCancel)
                break
        }
    }

    private *runFinally(body: Program, cleanUp: Program, protectedFromCancel: boolean): Fiber {
        const task = current()!
        const id = ++this.entered
        const open = this.open.get(task) ?? []
        this.open.set(task, open)
        open.push(id)
        try {
            yield* this.run(body, protectedFromCancel)
        } finally {
            this.left++
            const innermost = open.pop()
            if (innermost !== id) {
                this.problems.push(`finally ${id} runs before that of ${innermost}`)
            }
            if (current() !== task) {
                this.problems.push(`finally ${id} runs in another fiber`)
            }
            yield* this.run(cleanUp, true)
        }
    }
}

interface Cancel {
    readonly at: number
    readonly which: number
}

function* live(world: World, programs: readonly Program[], cancels: readonly Cancel[], probes: boolean): Fiber<number> {
    const before = now()
    const mains = programs.map(program => detach('main', () => world.run(program, false)))
    world.tasks.push(...(mains as Task[]))
    for (const { at, which } of cancels) {
        detach('canceller', function* () {
            yield* sleep(at)
            world.tasks[which % world.tasks.length]!.cancel('random')
        })
    }
    for (let i = 0; i < 40; i++) {
        if (probes) {
            for (const task of fibers()) {
                task.statistics()
                task.backtrace()
            }
        }
        yield* sleep(1)
    }
    for (const main of mains) {
        main.cancel('the end')
    }
    while (statistics().live > 1 && now() - before < 20_000) {
        yield* sleep(10)
    }
    return now() - before
}

async function check(programs: readonly Program[], cancels: readonly Cancel[], probes: boolean): Promise<World> {
    const world = new World()
    await virtually(function* () {
        onUncaught(() => {})
        yield* live(world, programs, cancels, probes)
    })
    if (world.problems.length > 0) {
        throw new Error(world.problems.join('\n'))
    }
    if (world.entered !== world.left) {
        throw new Error(`${world.entered} try blocks were entered, ${world.left} finally blocks ran`)
    }
    if (world.mutex.locked) {
        throw new Error('The mutex is locked')
    }
    return world
}

/** Several that run side by side. */
const programs = fc.array(program, { minLength: 1, maxLength: 8, size: 'max' })

const cancels = fc.array(fc.record({ at: fc.nat(20), which }), { maxLength: 10, size: 'max' })

t.test('every program ends, cleans up once and in order, and leaves no fibers, timers or locks', async t => {
    let finallies = 0
    await fc.assert(
        fc.asyncProperty(programs, cancels, async (programs, cancels) => {
            finallies += (await check(programs, cancels, false)).left
        }),
        { numRuns: 800 },
    )
    t.comment(`${finallies} finally blocks`)
    t.ok(finallies > 500)
})

t.test('every program does the same when its fibers are probed all the time', async t => {
    await fc.assert(
        fc.asyncProperty(programs, cancels, async (programs, cancels) => {
            const [plain, probed] = [await check(programs, cancels, false), await check(programs, cancels, true)]
            t.same([probed.entered, probed.sent, probed.received], [plain.entered, plain.sent, plain.received])
        }),
        { numRuns: 100 },
    )
})
