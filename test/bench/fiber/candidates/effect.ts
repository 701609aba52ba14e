/*
    effect.ts -- Effect 4. Functions are `Effect.fnUntraced` (its fast form of generator functions); a wait is `Effect.callback`; child
    fibers are `Effect.forkChild`, which its parent supervises.
*/

import { Effect, Fiber } from 'effect'
import { BATCH, type Candidate, CONCURRENT } from '../candidate.js'
import { callBack, ended, hold } from '../waits.js'

const event = Effect.callback<void>(resume => callBack(() => resume(Effect.void)))
const held = Effect.callback<void>(resume => hold(() => resume(Effect.void)))

const addOne = Effect.fnUntraced(function* (x: number) {
    return x + 1
})

const waitLoop: (n: number, depth: number) => Effect.Effect<void> = Effect.fnUntraced(function* (n, depth) {
    if (depth > 1) {
        yield* waitLoop(n, depth - 1)
        return
    }
    for (let i = 0; i < n; i++) {
        yield* event
    }
})

const chain4 = Effect.fnUntraced(function* () {
    yield* event
    return 1
})

const chain3 = Effect.fnUntraced(function* () {
    return (yield* chain4()) + 1
})

const chain2 = Effect.fnUntraced(function* () {
    return (yield* chain3()) + 1
})

const chain1 = Effect.fnUntraced(function* () {
    return (yield* chain2()) + 1
})

const chainLoop = Effect.fnUntraced(function* (n: number) {
    let sum = 0
    for (let i = 0; i < n; i++) {
        sum += yield* chain1()
    }
})

const turnLoop = Effect.fnUntraced(function* (n: number) {
    for (let i = 0; i < n; i++) {
        yield* Effect.yieldNow
    }
})

const nothing = Effect.fnUntraced(function* () {})

const waitOnce = Effect.fnUntraced(function* () {
    yield* event
})

const batches = Effect.fnUntraced(function* (n: number, child: () => Effect.Effect<void>) {
    const fibers = new Array<Fiber.Fiber<void>>(BATCH)
    for (let i = 0; i < n; i += BATCH) {
        for (let j = 0; j < BATCH; j++) {
            fibers[j] = yield* Effect.forkChild(child())
        }
        yield* Fiber.join(fibers[BATCH - 1] as Fiber.Fiber<void>)
    }
})

/** A place that one fiber waits at and another one signals. */
class Cell {
    #set = false
    #resume: ((effect: Effect.Effect<void>) => void) | null = null

    readonly wait = Effect.callback<void>(resume => {
        if (this.#set) {
            this.#set = false
            resume(Effect.void)
        } else {
            this.#resume = resume
        }
    })

    set(): void {
        if (this.#resume === null) {
            this.#set = true
        } else {
            const resume = this.#resume
            this.#resume = null
            resume(Effect.void)
        }
    }
}

const player = Effect.fnUntraced(function* (n: number, mine: Cell, other: Cell) {
    for (let i = 0; i < n; i++) {
        other.set()
        yield* mine.wait
    }
    other.set()
})

class Source {
    #value = 0

    take(): Effect.Effect<number> {
        return Effect.sync(() => ++this.#value)
    }
}

const heldAt: (depth: number) => Effect.Effect<void> = Effect.fnUntraced(function* (depth) {
    if (depth > 1) {
        yield* heldAt(depth - 1)
        return
    }
    yield* held
    ended()
})

const run = (effect: Effect.Effect<void>) => Effect.runPromise(effect)

const together = (each: Effect.Effect<void>) =>
    run(Effect.all(new Array<Effect.Effect<void>>(CONCURRENT).fill(each), { concurrency: 'unbounded', discard: true }))

export const candidate: Candidate = {
    name: 'Effect',
    nested: n =>
        run(
            Effect.gen(function* () {
                let sum = 0
                for (let i = 0; i < n; i++) {
                    sum = yield* addOne(sum)
                }
            }),
        ),
    wait: (n, depth) => together(waitLoop(n / CONCURRENT, depth)),
    chain: n => together(chainLoop(n / CONCURRENT)),
    turn: n => together(turnLoop(n / CONCURRENT)),
    spawn: n => run(batches(n, nothing)),
    spawnWait: n => run(batches(n, waitOnce)),
    handOver(n) {
        const [a, b] = [new Cell(), new Cell()]
        const both = [player(n / 2, a, b), player(n / 2, b, a)]
        return run(Effect.all(both, { concurrency: 'unbounded', discard: true }))
    },
    ready: n =>
        run(
            Effect.gen(function* () {
                const source = new Source()
                let sum = 0
                for (let i = 0; i < n; i++) {
                    sum += yield* source.take()
                }
            }),
        ),
    hold(n, depth) {
        for (let i = 0; i < n; i++) {
            Effect.runFork(heldAt(depth))
        }
    },
}
