/*
    ioto.ts -- ioto-fiber by its public door. Waits are operations of our own, made as every service makes them: subclasses of
    `Leaf`, woken by `wake`.
*/

import {
    type Fiber,
    Leaf,
    type Move,
    type Op,
    ready,
    SUSPEND,
    spawn,
    type Task,
    toPromise,
    wake,
    watchLoop,
    yieldNow,
} from '../../../../fiber/index.js'
import { BATCH, type Candidate, CONCURRENT } from '../candidate.js'
import { callBack, ended, hold } from '../waits.js'

// The watch stays on. Its default of 100 ms is what a busy machine may take from a process at a time, and a long stretch makes
// the watch time every step for ten seconds: rounds would measure that.
watchLoop(2000)

/** Waits for the other party. One for each fiber, used again for each wait, as a socket's read operation is. */
class Wait extends Leaf<void> {
    #happened = false
    readonly #wake = () => {
        this.#happened = true
        wake(this.task as Task)
    }

    describe(): string {
        return 'bench.wait'
    }

    protected begin(): Move<void> {
        this.#happened = false
        callBack(this.#wake)
        return SUSPEND
    }

    protected again(): Move<void> {
        return this.#happened ? ready(undefined) : SUSPEND
    }

    protected release(): void {}
}

/** Waits to be released. */
class Held extends Leaf<void> {
    #happened = false

    describe(): string {
        return 'bench.held'
    }

    wake(): void {
        this.#happened = true
        wake(this.task as Task)
    }

    protected begin(): Move<void> {
        hold(this)
        return SUSPEND
    }

    protected again(): Move<void> {
        return this.#happened ? ready(undefined) : SUSPEND
    }

    protected release(): void {}
}

/** A place that one fiber waits at and another one signals. */
class Cell extends Leaf<void> {
    #set = false

    describe(): string {
        return 'bench.cell'
    }

    set(): void {
        this.#set = true
        if (this.task !== null) {
            wake(this.task)
        }
    }

    protected begin(): Move<void> {
        return this.again()
    }

    protected again(): Move<void> {
        if (!this.#set) {
            return SUSPEND
        }
        this.#set = false
        this.task = null
        return ready(undefined)
    }

    protected release(): void {
        this.task = null
    }
}

/** Has its result at once. */
class Ready extends Leaf<number> {
    #value = 0

    take(): Op<number> {
        this.#value++
        return this
    }

    describe(): string {
        return 'bench.ready'
    }

    protected begin(): Move<number> {
        return ready(this.#value)
    }

    protected again(): Move<number> {
        return ready(this.#value)
    }

    protected release(): void {}
}

function* addOne(x: number): Fiber<number> {
    return x + 1
}

function* nestedLoop(n: number): Fiber {
    let sum = 0
    for (let i = 0; i < n; i++) {
        sum = yield* addOne(sum)
    }
}

function* waitLoop(n: number, depth: number): Fiber {
    if (depth > 1) {
        yield* waitLoop(n, depth - 1)
        return
    }
    const event = new Wait()
    for (let i = 0; i < n; i++) {
        yield* event
    }
}

function* chainLoop(n: number): Fiber {
    const event = new Wait()
    let sum = 0
    for (let i = 0; i < n; i++) {
        sum += yield* chain1(event)
    }
}

function* chain1(event: Wait): Fiber<number> {
    return (yield* chain2(event)) + 1
}

function* chain2(event: Wait): Fiber<number> {
    return (yield* chain3(event)) + 1
}

function* chain3(event: Wait): Fiber<number> {
    return (yield* chain4(event)) + 1
}

function* chain4(event: Wait): Fiber<number> {
    yield* event
    return 1
}

function* turnLoop(n: number): Fiber {
    for (let i = 0; i < n; i++) {
        yield* yieldNow()
    }
}

function* nothing(): Fiber {}

function* waitOnce(): Fiber {
    yield* new Wait()
}

function* batches(n: number, child: () => Fiber): Fiber {
    const tasks = new Array<Task<void>>(BATCH)
    for (let i = 0; i < n; i += BATCH) {
        for (let j = 0; j < BATCH; j++) {
            tasks[j] = spawn(child)
        }
        yield* (tasks[BATCH - 1] as Task<void>).join()
    }
}

function* player(n: number, mine: Cell, other: Cell): Fiber {
    for (let i = 0; i < n; i++) {
        other.set()
        yield* mine
    }
    other.set()
}

function* readyLoop(n: number): Fiber {
    const source = new Ready()
    let sum = 0
    for (let i = 0; i < n; i++) {
        sum += yield* source.take()
    }
}

function* heldAt(depth: number): Fiber {
    if (depth > 1) {
        yield* heldAt(depth - 1)
        return
    }
    yield* new Held()
    ended()
}

async function together(fn: (n: number, depth: number) => Fiber, n: number, depth = 1): Promise<void> {
    await Promise.all(Array.from({ length: CONCURRENT }, () => toPromise(spawn(fn, n / CONCURRENT, depth))))
}

export const candidate: Candidate = {
    name: 'ioto-fiber',
    nested: n => toPromise(spawn(nestedLoop, n)),
    wait: (n, depth) => together(waitLoop, n, depth),
    chain: n => together(chainLoop, n),
    turn: n => together(turnLoop, n),
    spawn: n => toPromise(spawn(batches, n, nothing)),
    spawnWait: n => toPromise(spawn(batches, n, waitOnce)),
    async handOver(n) {
        const [a, b] = [new Cell(), new Cell()]
        await Promise.all([toPromise(spawn(player, n / 2, a, b)), toPromise(spawn(player, n / 2, b, a))])
    },
    ready: n => toPromise(spawn(readyLoop, n)),
    hold(n, depth) {
        for (let i = 0; i < n; i++) {
            spawn(heldAt, depth)
        }
    },
}
