/*
    async.ts -- Plain async functions. A wait is a new promise whose `resolve` the other party calls, as every callback of Node's
    loop that is turned into a promise does.
*/

import { BATCH, type Candidate, CONCURRENT } from '../candidate.js'
import { callBack, ended, hold } from '../waits.js'

async function addOne(x: number): Promise<number> {
    return x + 1
}

async function waitLoop(n: number, depth: number): Promise<void> {
    if (depth > 1) {
        await waitLoop(n, depth - 1)
        return
    }
    for (let i = 0; i < n; i++) {
        await new Promise<void>(callBack)
    }
}

async function chainLoop(n: number): Promise<void> {
    let sum = 0
    for (let i = 0; i < n; i++) {
        sum += await chain1()
    }
}

async function chain1(): Promise<number> {
    return (await chain2()) + 1
}

async function chain2(): Promise<number> {
    return (await chain3()) + 1
}

async function chain3(): Promise<number> {
    return (await chain4()) + 1
}

async function chain4(): Promise<number> {
    await new Promise<void>(callBack)
    return 1
}

async function turnLoop(n: number): Promise<void> {
    for (let i = 0; i < n; i++) {
        await undefined
    }
}

async function nothing(): Promise<void> {}

async function waitOnce(): Promise<void> {
    await new Promise<void>(callBack)
}

async function batches(n: number, child: () => Promise<void>): Promise<void> {
    const promises = new Array<Promise<void>>(BATCH)
    for (let i = 0; i < n; i += BATCH) {
        for (let j = 0; j < BATCH; j++) {
            promises[j] = child()
        }
        await promises[BATCH - 1]
    }
}

/** A place that one function waits at and another one signals. */
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

    wait(): Promise<void> | undefined {
        if (this.#set) {
            this.#set = false
            return undefined
        }
        return new Promise(resolve => {
            this.#resolve = resolve
        })
    }
}

async function player(n: number, mine: Cell, other: Cell): Promise<void> {
    for (let i = 0; i < n; i++) {
        other.set()
        await mine.wait()
    }
    other.set()
}

class Source {
    #value = 0

    async take(): Promise<number> {
        return ++this.#value
    }
}

async function heldAt(depth: number): Promise<void> {
    if (depth > 1) {
        await heldAt(depth - 1)
        return
    }
    await new Promise<void>(hold)
    ended()
}

async function together(start: () => Promise<void>): Promise<void> {
    await Promise.all(Array.from({ length: CONCURRENT }, start))
}

export const candidate: Candidate = {
    name: 'async/await',
    async nested(n) {
        let sum = 0
        for (let i = 0; i < n; i++) {
            sum = await addOne(sum)
        }
    },
    wait: (n, depth) => together(() => waitLoop(n / CONCURRENT, depth)),
    chain: n => together(() => chainLoop(n / CONCURRENT)),
    turn: n => together(() => turnLoop(n / CONCURRENT)),
    spawn: n => batches(n, nothing),
    spawnWait: n => batches(n, waitOnce),
    async handOver(n) {
        const [a, b] = [new Cell(), new Cell()]
        await Promise.all([player(n / 2, a, b), player(n / 2, b, a)])
    },
    async ready(n) {
        const source = new Source()
        let sum = 0
        for (let i = 0; i < n; i++) {
            sum += await source.take()
        }
    },
    hold(n, depth) {
        for (let i = 0; i < n; i++) {
            void heldAt(depth)
        }
    },
}
