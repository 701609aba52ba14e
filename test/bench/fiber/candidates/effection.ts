/*
    effection.ts -- Effection 4. Operations are generator functions under native `yield*`; a wait is `action`; children are `spawn`.
*/

import { action, type Operation, run, spawn, type Task } from 'effection'
import { BATCH, type Candidate, CONCURRENT } from '../candidate.js'
import { callBack, ended, hold } from '../waits.js'

const nothingToUndo = () => {}

const event = action<void>(resolve => {
    callBack(resolve)
    return nothingToUndo
})

const held = action<void>(resolve => {
    hold(resolve)
    return nothingToUndo
})

/** Gives way: there is no operation for it, and an action that resolves at once goes through the queue all the same. */
const turn = action<void>(resolve => {
    resolve()
    return nothingToUndo
})

function* addOne(x: number): Operation<number> {
    return x + 1
}

function* waitLoop(n: number, depth: number): Operation<void> {
    if (depth > 1) {
        yield* waitLoop(n, depth - 1)
        return
    }
    for (let i = 0; i < n; i++) {
        yield* event
    }
}

function* chainLoop(n: number): Operation<void> {
    let sum = 0
    for (let i = 0; i < n; i++) {
        sum += yield* chain1()
    }
}

function* chain1(): Operation<number> {
    return (yield* chain2()) + 1
}

function* chain2(): Operation<number> {
    return (yield* chain3()) + 1
}

function* chain3(): Operation<number> {
    return (yield* chain4()) + 1
}

function* chain4(): Operation<number> {
    yield* event
    return 1
}

function* turnLoop(n: number): Operation<void> {
    for (let i = 0; i < n; i++) {
        yield* turn
    }
}

function* nothing(): Operation<void> {}

function* waitOnce(): Operation<void> {
    yield* event
}

function* batches(n: number, child: () => Operation<void>): Operation<void> {
    const tasks = new Array<Task<void>>(BATCH)
    for (let i = 0; i < n; i += BATCH) {
        for (let j = 0; j < BATCH; j++) {
            tasks[j] = yield* spawn(child)
        }
        yield* tasks[BATCH - 1] as Task<void>
    }
}

/** A place that one fiber waits at and another one signals. */
class Cell {
    #set = false
    #resolve: (() => void) | null = null

    readonly wait = action<void>(resolve => {
        if (this.#set) {
            this.#set = false
            resolve()
        } else {
            this.#resolve = resolve
        }
        return nothingToUndo
    })

    set(): void {
        if (this.#resolve === null) {
            this.#set = true
        } else {
            const resolve = this.#resolve
            this.#resolve = null
            resolve()
        }
    }
}

function* player(n: number, mine: Cell, other: Cell): Operation<void> {
    for (let i = 0; i < n; i++) {
        other.set()
        yield* mine.wait
    }
    other.set()
}

interface Source {
    value: number
}

function* take(source: Source): Operation<number> {
    return ++source.value
}

function* heldAt(depth: number): Operation<void> {
    if (depth > 1) {
        yield* heldAt(depth - 1)
        return
    }
    yield* held
    ended()
}

async function together(start: () => Operation<void>): Promise<void> {
    await Promise.all(Array.from({ length: CONCURRENT }, () => run(start)))
}

export const candidate: Candidate = {
    name: 'Effection',
    async nested(n) {
        await run(function* () {
            let sum = 0
            for (let i = 0; i < n; i++) {
                sum = yield* addOne(sum)
            }
        })
    },
    wait: (n, depth) => together(() => waitLoop(n / CONCURRENT, depth)),
    chain: n => together(() => chainLoop(n / CONCURRENT)),
    turn: n => together(() => turnLoop(n / CONCURRENT)),
    async spawn(n) {
        await run(() => batches(n, nothing))
    },
    async spawnWait(n) {
        await run(() => batches(n, waitOnce))
    },
    async handOver(n) {
        const [a, b] = [new Cell(), new Cell()]
        await Promise.all([run(() => player(n / 2, a, b)), run(() => player(n / 2, b, a))])
    },
    async ready(n) {
        await run(function* () {
            const source: Source = { value: 0 }
            let sum = 0
            for (let i = 0; i < n; i++) {
                sum += yield* take(source)
            }
        })
    },
    hold(n, depth) {
        for (let i = 0; i < n; i++) {
            void run(() => heldAt(depth))
        }
    },
}
