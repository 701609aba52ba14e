/*
    types.test.ts -- What the compiler refuses, and which types it finds. Most of this is checked when it is compiled: an
    `@ts-expect-error` above a line that is accepted is itself an error.
*/

import t from 'tap'
import {
    all,
    any,
    type Blocking,
    Channel,
    deadline,
    Event,
    type Fiber,
    type FiberFunction,
    type FiberLocal,
    fromPromise,
    Mutex,
    type Op,
    type Resume,
    race,
    retry,
    run,
    Semaphore,
    type Suspend,
    scope,
    select,
    shield,
    sleep,
    spawn,
    supervise,
    type Task,
    toPromise,
    yieldNow,
} from '../../../fiber/index.js'

/** Compiles only if both types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

function same<_A extends true>(): void {}

function* count(): Fiber<number> {
    return 1
}

function* text(): Fiber<string> {
    return ''
}

/** Never run: the compiler reads it. */
export function* refused(): Fiber {
    // @ts-expect-error a value is no operation
    yield 5 // allow bare-yield: the compiler is to refuse it
    // @ts-expect-error an operation needs yield*
    yield sleep(1) // allow bare-yield: the compiler is to refuse it
    // @ts-expect-error a fiber needs yield*
    yield count() // allow bare-yield: the compiler is to refuse it
    // @ts-expect-error nothing at all
    yield // allow bare-yield: the compiler is to refuse it
    // @ts-expect-error an array yields values
    yield* [1, 2]
    // @ts-expect-error a text does too
    yield* 'text'
    // @ts-expect-error and so does any other generator
    yield* numbers()
    // @ts-expect-error a promise needs fromPromise
    yield* Promise.resolve(1)
    // @ts-expect-error nobody can make what is yielded
    const suspend: Suspend = {}
    // @ts-expect-error nor what comes back
    const resume: Resume = {}
    // @ts-expect-error a fiber of text is none of numbers
    const wrong: Fiber<number> = text()
    // @ts-expect-error nor an operation
    const wrongOp: Op<number> = text()
    // @ts-expect-error a function that gives a number is no fiber function
    spawn(() => 5)
    // @ts-expect-error nor is an async one
    spawn(async () => {})
    // @ts-expect-error a deadline of what is no operation
    deadline(10, 5) // allow floating-yield: the compiler is to refuse it
    // @ts-expect-error undefined tells the end of a channel
    const channel = new Channel<undefined>()
    // @ts-expect-error wrong value
    yield* new Channel<number>().send('text')
    // @ts-expect-error wrong argument
    spawn((_: number) => count(), 'text')
    return [suspend, resume, wrong, wrongOp, channel] as never
}

/** An inferred result type cannot stop a bare yield; the lint rule bare-yield does. */
export function* inferred() {
    yield* sleep(1)
    return yield* count()
}

function* numbers(): Generator<number> {
    yield 1
}

class Service {
    *work(n: number): Fiber<boolean> {
        return n > 0
    }
}

/** Never run: the compiler reads it. */
export function* found(): Fiber {
    const ofSleep = yield* sleep(1)
    const ofYield = yield* yieldNow()
    const ofFiber = yield* count()
    const ofInferred = yield* inferred()
    const ofMethod = yield* new Service().work(1)
    const ofReceive = yield* new Channel<string>().receive()
    const ofSend = yield* new Channel<string>().send('')
    const ofEvent = yield* new Event<Date>().wait()
    const ofNoEvent = yield* new Event().wait()
    const ofLock = yield* new Mutex().lock()
    const ofRun = yield* new Semaphore(1).run(count)
    const ofDeadline = yield* deadline(1, count())
    const ofDeadlineOp = yield* deadline(1, new Channel<string>().receive())
    const ofShield = yield* shield(text())
    const ofScope = yield* scope(() => count())
    const ofScopeBody = yield* scope(function* (s) {
        same<Same<typeof child, Task<string>>>()
        const child = s.spawn(text)
        return yield* child.join()
    })
    const ofPromise = yield* fromPromise(Promise.resolve(1n))
    const ofSignal = yield* fromPromise(async signal => signal.aborted)
    const ofRace = yield* race([count(), text(), new Event<Date>().wait()])
    const ofAny = yield* any([count(), text()])
    const ofAll = yield* all([count(), text(), new Channel<Date>().receive()])
    const ofList = yield* all([1, 2].map(count))
    const ofRetry = yield* retry([], () => count())
    const ofSupervise = yield* supervise('s', text)
    const task = spawn((a: number, b: string) => deadline(a, Number(b) > 0 ? text() : text()), 1, '2')
    const ofJoin = yield* task.join()
    const selected = yield* select({ number: new Channel<number>().receive(), tick: sleep(1) })
    if (selected.key === 'number') {
        same<Same<typeof selected.value, number | undefined>>()
    } else {
        same<Same<typeof selected.key, 'tick'>>()
        same<Same<typeof selected.value, void>>()
    }
    const blocking: Blocking<number> = Math.random() > 2 ? count() : new Event<number>().wait()
    const ofBlocking = yield* blocking
    const fn: FiberFunction<[number], boolean> = n => new Service().work(n)

    same<Same<typeof ofSleep, void>>()
    same<Same<typeof ofYield, void>>()
    same<Same<typeof ofFiber, number>>()
    same<Same<typeof ofInferred, number>>()
    same<Same<typeof ofMethod, boolean>>()
    same<Same<typeof ofReceive, string | undefined>>()
    same<Same<typeof ofSend, boolean>>()
    same<Same<typeof ofEvent, Date>>()
    same<Same<typeof ofNoEvent, void>>()
    same<Same<typeof ofLock, void>>()
    same<Same<typeof ofRun, number>>()
    same<Same<typeof ofDeadline, number>>()
    same<Same<typeof ofDeadlineOp, string | undefined>>()
    same<Same<typeof ofShield, string>>()
    same<Same<typeof ofScope, number>>()
    same<Same<typeof ofScopeBody, string>>()
    same<Same<typeof ofPromise, bigint>>()
    same<Same<typeof ofSignal, boolean>>()
    same<Same<typeof ofRace, number | string | Date>>()
    same<Same<typeof ofAny, number | string>>()
    same<Same<typeof ofAll, [number, string, Date | undefined]>>()
    same<Same<typeof ofList, number[]>>()
    same<Same<typeof ofRetry, number>>()
    same<Same<typeof ofSupervise, string>>()
    same<Same<typeof task, Task<string>>>()
    same<Same<typeof ofJoin, string>>()
    same<Same<typeof ofBlocking, number>>()
    same<Same<ReturnType<typeof fn>, Blocking<boolean>>>()
    same<Same<ReturnType<FiberLocal<Date>['get']>, Date>>()
}

/** Never run: the compiler reads it. */
export function foundOutside(): void {
    const promised = toPromise(spawn(count))
    const ran = run(text)
    same<Same<typeof promised, Promise<number>>>()
    same<Same<typeof ran, Promise<string>>>()
}

t.test('types: operations and fibers are iterators to the compiler and at run time', async t => {
    const op: Op<void> = sleep(1)
    t.equal(typeof op[Symbol.iterator]().next, 'function')
    const fiber: Blocking<number> = count()
    t.equal(fiber[Symbol.iterator](), fiber)
    t.equal(await run(inferred), 1)
})
