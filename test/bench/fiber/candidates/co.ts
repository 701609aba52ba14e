/*
    co.ts -- co 4: generators driven by promises. Calls and waits are a plain `yield` of a generator or a promise, as in its guide.
*/

import co from 'co'
import { BATCH, type Candidate, CONCURRENT } from '../candidate.js'
import { callBack, ended, hold } from '../waits.js'

/** What co code may yield; what `yield` gives back is untyped in co. */
type Code<T = void> = Generator<unknown, T, unknown>

function* addOne(x: number): Code<number> {
    return x + 1
}

function* nestedLoop(n: number): Code {
    let sum = 0
    for (let i = 0; i < n; i++) {
        sum = (yield addOne(sum)) as number
    }
}

function* waitLoop(n: number, depth: number): Code {
    if (depth > 1) {
        yield waitLoop(n, depth - 1)
        return
    }
    for (let i = 0; i < n; i++) {
        yield new Promise<void>(callBack)
    }
}

function* chainLoop(n: number): Code {
    let sum = 0
    for (let i = 0; i < n; i++) {
        sum += (yield chain1()) as number
    }
}

function* chain1(): Code<number> {
    return ((yield chain2()) as number) + 1
}

function* chain2(): Code<number> {
    return ((yield chain3()) as number) + 1
}

function* chain3(): Code<number> {
    return ((yield chain4()) as number) + 1
}

function* chain4(): Code<number> {
    yield new Promise<void>(callBack)
    return 1
}

function* turnLoop(n: number): Code {
    for (let i = 0; i < n; i++) {
        yield Promise.resolve()
    }
}

function* nothing(): Code {}

function* waitOnce(): Code {
    yield new Promise<void>(callBack)
}

function* batches(n: number, child: () => Code): Code {
    const promises = new Array<Promise<void>>(BATCH)
    for (let i = 0; i < n; i += BATCH) {
        for (let j = 0; j < BATCH; j++) {
            promises[j] = co(child)
        }
        yield promises[BATCH - 1]
    }
}

/** A place that one fiber waits at and another one signals. */
class Cell {
    #set = false
    #resolve: (() => void) | null = null

    set(): void {
        if (this.#resolve === null) {
            this.#set = true
        } else {
            this.#resolve()
            this.#resolve = null
        }
    }

    wait(): Promise<void> {
        if (this.#set) {
            this.#set = false
            return Promise.resolve()
        }
        return new Promise(resolve => {
            this.#resolve = resolve
        })
    }
}

function* player(n: number, mine: Cell, other: Cell): Code {
    for (let i = 0; i < n; i++) {
        other.set()
        yield mine.wait()
    }
    other.set()
}

function* readyLoop(n: number): Code {
    let value = 0
    let sum = 0
    for (let i = 0; i < n; i++) {
        sum += (yield Promise.resolve(++value)) as number
    }
}

function* heldAt(depth: number): Code {
    if (depth > 1) {
        yield heldAt(depth - 1)
        return
    }
    yield new Promise<void>(hold)
    ended()
}

async function together(start: () => Code): Promise<void> {
    await Promise.all(Array.from({ length: CONCURRENT }, () => co(start)))
}

export const candidate: Candidate = {
    name: 'co',
    nested: n => co(nestedLoop, n),
    wait: (n, depth) => together(() => waitLoop(n / CONCURRENT, depth)),
    chain: n => together(() => chainLoop(n / CONCURRENT)),
    turn: n => together(() => turnLoop(n / CONCURRENT)),
    spawn: n => co(batches, n, nothing),
    spawnWait: n => co(batches, n, waitOnce),
    async handOver(n) {
        const [a, b] = [new Cell(), new Cell()]
        await Promise.all([co(player, n / 2, a, b), co(player, n / 2, b, a)])
    },
    ready: n => co(readyLoop, n),
    hold(n, depth) {
        for (let i = 0; i < n; i++) {
            void co(heldAt, depth)
        }
    },
}
