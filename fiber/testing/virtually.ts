/*
    virtually.ts -- Runs a test in virtual time, and fails it when it leaves something behind.
*/

import {
    type Blocking,
    dumpFibers,
    fibers,
    onUncaught,
    run,
    statistics,
    type Task,
    type UncaughtFailure,
    useClock,
} from '../core/index.js'
import { VirtualClock, type VirtualClockOptions } from './virtual-clock.js'

/** Turns of the event loop that fibers left behind get, to end by themselves and for their clean-up. */
const cleanUpTurns = 100

/**
 * Runs `body` as a fiber under a virtual clock and gives its result. Fails
 * - with the error of `body`;
 * - with the first failure that reached the root handler (several: an `AggregateError`), unless `body` set a handler itself;
 * - when fibers or timers are left afterwards: what was started has to have ended, or to end without another wait (how much of
 *   that fits into a turn of the event loop depends on the machine). Fibers that are left are cancelled;
 * - when `body` can never end, because everything waits, and not for time.
 *
 * No timer may be running when it is called, so tests of one process run one after the other.
 */
export async function virtually<T>(
    body: (clock: VirtualClock) => Blocking<T>,
    options: VirtualClockOptions = {},
): Promise<T> {
    const clock = new VirtualClock(options)
    const before = new Set(fibers().map(({ id }) => id))
    const failures: unknown[] = []
    const formerClock = useClock(clock)
    const formerHandler = onUncaught(({ error }: UncaughtFailure) => failures.push(error))
    let left: string | null
    let result: T
    try {
        result = await orStuck(run(body, clock))
        await settle(before)
    } finally {
        left = whatIsLeft(before)
        await cleanUp(before, clock)
        onUncaught(formerHandler)
        useClock(formerClock)
    }
    if (failures.length > 0) {
        throw failures.length === 1
            ? failures[0]
            : new AggregateError(failures, `${failures.length} failures reached the root`)
    }
    if (left !== null) {
        throw new Error(left)
    }
    return result
}

/**
 * What `fiberTest` needs of a test library: `t.test(name, body)`, which calls `body` with another `t` and waits for its promise.
 * Libraries overload it in their own ways, hence the loose type.
 */
export interface TestLibrary {
    /** Runs a test of a name and a function. */
    test(...args: never[]): unknown
}

/**
 * Declares a test whose body is a fiber in virtual time, with the test library's own `test` (such as tap's):
 *
 *     fiberTest(t, 'sleep waits', function* (t, clock) {
 *         yield* sleep(3_600_000)
 *         t.equal(clock.now(), 4_600_000)
 *     })
 */
export function fiberTest<T extends TestLibrary>(
    library: T,
    name: string,
    body: (t: T, clock: VirtualClock) => Blocking<unknown>,
    options?: VirtualClockOptions,
): void {
    const { test } = library as { test(name: string, body: (t: T) => Promise<unknown>): unknown }
    test.call(library, name, t => virtually(clock => body(t, clock), options))
}

/** Rejects when the process has nothing more to do while the promise is pending: nothing can fulfil it then. */
async function orStuck<T>(promise: Promise<T>): Promise<T> {
    let stuck: (() => void) | undefined
    const never = new Promise<never>((_, reject) => {
        stuck = () => reject(new Error(`Cannot end the test: every fiber waits for ever\n${dumpFibers()}`))
        process.once('beforeExit', stuck)
    })
    try {
        return await Promise.race([promise, never])
    } finally {
        process.off('beforeExit', stuck!)
    }
}

/** Lets fibers go on that wait for nothing but their turn. */
async function settle(before: ReadonlySet<number>): Promise<void> {
    const isReady = ({ id, state }: Task) => state === 'ready' && !before.has(id)
    for (let turn = 0; turn < cleanUpTurns && fibers().some(isReady); turn++) {
        await new Promise(setImmediate)
    }
}

function whatIsLeft(before: ReadonlySet<number>): string | null {
    const { timers } = statistics()
    const left = fibers().filter(({ id }) => !before.has(id))
    if (left.length > 0) {
        return `Cannot end the test: ${left.length} fibers are left, wanted none\n${dumpFibers()}`
    }
    return timers > 0 ? `Cannot end the test: ${timers} timers are left, wanted none` : null
}

/** Ends what is left, so that the next test starts from nothing. */
async function cleanUp(before: ReadonlySet<number>, clock: VirtualClock): Promise<void> {
    clock.autoJump = true
    for (const fiber of fibers()) {
        if (!before.has(fiber.id)) {
            fiber.cancel('the test is over')
        }
    }
    for (let turn = 0; turn < cleanUpTurns && (statistics().live > before.size || statistics().timers > 0); turn++) {
        await new Promise(setImmediate)
    }
    // What never ends, or timers that nobody stops, would keep the clock from being replaced.
    for (let jump = 0; jump < cleanUpTurns && clock.due !== Infinity; jump++) {
        clock.advance(clock.due - clock.now())
    }
}
