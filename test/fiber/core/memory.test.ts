/*
    memory.test.ts -- Nothing of a fiber that has ended stays behind: not the fiber, not its result, not what it worked with.
*/

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import {
    Channel,
    deadline,
    detach,
    Event,
    type Fiber,
    FiberLocal,
    fromPromise,
    Mutex,
    race,
    run,
    scope,
    select,
    shield,
    sleep,
    spawn,
    statistics,
    yieldNow,
} from '../../../fiber/index.js'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Something whose end can be noticed. */
class Thing {
    readonly bytes = new Uint8Array(1000)
}

/** The others stay: what is tested is that they do not hold on to fibers. */
const event = new Event<Thing>()
const channel = new Channel<Thing>(4)
const mutex = new Mutex()
const local = new FiberLocal<Thing | null>(null)

const ends: Record<string, (thing: Thing) => Fiber<unknown>> = {
    *finished(thing) {
        yield* sleep(0)
        return thing
    },
    *'failed, and joined'(thing) {
        const child = spawn(function* () {
            yield* sleep(0)
            throw Object.assign(new Error('failed'), { thing })
        })
        try {
            yield* child.join()
        } catch {}
    },
    *cancelled(thing) {
        const victim = detach('victim', function* (): Fiber<Thing> {
            try {
                yield* sleep(1e6)
            } finally {
                yield* sleep(0)
            }
            return thing
        })
        yield* yieldNow()
        victim.cancel(thing)
        yield* sleep(1)
    },
    *'cancelled before the start'(thing) {
        detach('victim', function* (): Fiber<Thing> {
            return thing
        }).cancel(thing)
    },
    *'in a deadline, a scope, a shield and a race'(thing) {
        yield* deadline(
            1e6,
            scope(function* (s) {
                s.spawn(function* (): Fiber<Thing> {
                    return thing
                })
                yield* shield(sleep(0))
            }),
        )
        return yield* race([give(thing, 0), give(thing, 1e6)])
    },
    *'through an event, a channel, a mutex and a select'(thing) {
        spawn(function* () {
            yield* yieldNow()
            event.emit(thing)
        })
        yield* event.wait()
        yield* channel.send(thing)
        yield* channel.receive()
        yield* mutex.run(() => give(thing, 0))
        channel.sendNow(thing)
        return yield* select({ thing: channel.receive(), late: sleep(1e6) })
    },
    *'waiting for what never happens, given up'(thing) {
        for (const blocking of [event.wait(), channel.receive(), fromPromise(new Promise(() => {}))]) {
            const victim = detach('victim', function* (): Fiber<unknown> {
                return [thing, yield* blocking]
            })
            yield* yieldNow()
            victim.cancel()
        }
        yield* yieldNow()
    },
    *'with a local variable'(thing) {
        local.set(thing)
        yield* spawn(() => give(local.get(), 0)).join()
    },
}

function* give<T>(value: T, ms: number): Fiber<T> {
    yield* sleep(ms)
    return value
}

for (const [name, body] of Object.entries(ends)) {
    t.test(`memory of a fiber is free when it has ended: ${name}`, async t => {
        const things: WeakRef<Thing>[] = []
        const before = statistics()
        await (async () => {
            for (let i = 0; i < 5; i++) {
                const thing = new Thing()
                things.push(new WeakRef(thing))
                const task = detach(name, body, thing)
                things.push(new WeakRef(task) as unknown as WeakRef<Thing>)
                await run(() => task.join())
            }
        })()
        // Of what was shared last, one may be held until it is used again; and promises take some turns.
        await run(() => give(0, 2))
        for (let i = 0; i < 5; i++) {
            await new Promise(setImmediate)
            collectGarbage()
        }
        t.equal(things.filter(ref => ref.deref() !== undefined).length, 0)
        t.equal(statistics().live, before.live)
        t.equal(statistics().timers, before.timers)
    })
}

t.test('memory of many fibers is free, though the ready queue has grown', async t => {
    const refs: WeakRef<object>[] = []
    await run(function* () {
        for (let i = 0; i < 50_000; i++) {
            const task = spawn(yieldNow)
            if (i % 1000 === 0) {
                refs.push(new WeakRef(task))
            }
        }
        yield* yieldNow()
    })
    await run(() => sleep(1))
    for (let i = 0; i < 3; i++) {
        await new Promise(setImmediate)
        collectGarbage()
    }
    t.equal(refs.filter(ref => ref.deref() !== undefined).length, 0)
})
