/*
    bare.ts -- The least that native `yield*` with operation objects can cost: a ring, a driver, operations; no errors, no
    cancelling, no structure, no clock, no limits. It is the prototype with which the design's figures were made, and no
    runtime: it shows on this machine what the features of ioto-fiber cost.
*/

import { BATCH, type Candidate, CONCURRENT } from '../candidate.js'
import { Countdown, callBack, ended, hold } from '../waits.js'

type Code<T = void> = Generator<unknown, T, unknown>

interface Operation<T> {
    [Symbol.iterator](): Iterator<unknown, T, unknown>
}

const SUSPENDED: IteratorResult<unknown, never> = { done: false, value: undefined }
const DONE: { done: true; value: unknown } = { done: true, value: undefined }

class Task {
    readonly code: Code<unknown>
    joiner: Task | null = null
    done = false

    constructor(code: Code<unknown>) {
        this.code = code
    }
}

const ring: (Task | undefined)[] = new Array(1024)
const mask = ring.length - 1
let head = 0
let tail = 0
let current: Task | null = null
let scheduled = false

function enqueue(task: Task): void {
    ring[tail] = task
    tail = (tail + 1) & mask
    if (current === null && !scheduled) {
        scheduled = true
        setImmediate(drain)
    }
}

function drain(): void {
    scheduled = false
    while (head !== tail) {
        const task = ring[head] as Task
        ring[head] = undefined
        head = (head + 1) & mask
        step(task)
    }
}

function step(task: Task): void {
    current = task
    const result = task.code.next(DONE)
    current = null
    if (result.done === true) {
        task.done = true
        if (task.joiner !== null) {
            enqueue(task.joiner)
        }
    }
}

/** Resumes at once when called from an event, else queues: a fiber is never resumed inside another one. */
function wake(task: Task): void {
    if (current !== null || head !== tail) {
        enqueue(task)
    } else {
        step(task)
        if (head !== tail && !scheduled) {
            drain()
        }
    }
}

function spawn(code: Code<unknown>): Task {
    const task = new Task(code)
    enqueue(task)
    return task
}

/** Leaves that are their own iterator. */
abstract class Leaf<T> implements Operation<T> {
    [Symbol.iterator](): Iterator<unknown, T, unknown> {
        return this as unknown as Iterator<unknown, T, unknown>
    }
}

class Turn extends Leaf<void> {
    #given = false

    next(): IteratorResult<unknown, unknown> {
        if (this.#given) {
            return DONE
        }
        this.#given = true
        enqueue(current as Task)
        return SUSPENDED
    }
}

class Join extends Leaf<void> {
    readonly #task: Task

    constructor(task: Task) {
        super()
        this.#task = task
    }

    next(): IteratorResult<unknown, unknown> {
        if (this.#task.done) {
            return DONE
        }
        this.#task.joiner = current
        return SUSPENDED
    }
}

/** Waits for the other party. One for each fiber, used again for each wait, as a socket's read operation is. */
class Wait extends Leaf<void> {
    #task: Task | null = null
    #happened = false
    readonly #wake = () => {
        this.#happened = true
        wake(this.#task as Task)
    }

    next(): IteratorResult<unknown, unknown> {
        if (this.#happened) {
            this.#happened = false
            return DONE
        }
        this.#task = current
        callBack(this.#wake)
        return SUSPENDED
    }
}

/** Waits to be released. */
class Held extends Leaf<void> {
    #task: Task | null = null
    #happened = false

    wake(): void {
        this.#happened = true
        wake(this.#task as Task)
    }

    next(): IteratorResult<unknown, unknown> {
        if (this.#happened) {
            return DONE
        }
        this.#task = current
        hold(this)
        return SUSPENDED
    }
}

/** A place that one fiber waits at and another one signals. */
class Cell extends Leaf<void> {
    #task: Task | null = null
    #set = false

    set(): void {
        this.#set = true
        if (this.#task !== null) {
            wake(this.#task)
            this.#task = null
        }
    }

    next(): IteratorResult<unknown, unknown> {
        if (this.#set) {
            this.#set = false
            return DONE
        }
        this.#task = current
        return SUSPENDED
    }
}

/** Has its result at once. */
class Ready extends Leaf<number> {
    #value = 0

    take(): this {
        this.#value++
        return this
    }

    next(): IteratorResult<unknown, unknown> {
        DONE.value = this.#value
        return DONE
    }
}

function* addOne(x: number): Code<number> {
    return x + 1
}

function* nestedLoop(n: number, end: Countdown): Code {
    let sum = 0
    for (let i = 0; i < n; i++) {
        sum = yield* addOne(sum)
    }
    end.tick()
}

function* waitLoop(n: number, depth: number, end: Countdown): Code {
    if (depth > 1) {
        yield* waitLoop(n, depth - 1, end)
        return
    }
    const event = new Wait()
    for (let i = 0; i < n; i++) {
        yield* event
    }
    end.tick()
}

function* chainLoop(n: number, end: Countdown): Code {
    const event = new Wait()
    let sum = 0
    for (let i = 0; i < n; i++) {
        sum += yield* chain1(event)
    }
    end.tick()
}

function* chain1(event: Wait): Code<number> {
    return (yield* chain2(event)) + 1
}

function* chain2(event: Wait): Code<number> {
    return (yield* chain3(event)) + 1
}

function* chain3(event: Wait): Code<number> {
    return (yield* chain4(event)) + 1
}

function* chain4(event: Wait): Code<number> {
    yield* event
    return 1
}

function* turnLoop(n: number, end: Countdown): Code {
    for (let i = 0; i < n; i++) {
        yield* new Turn()
    }
    end.tick()
}

function* nothing(): Code {}

function* waitOnce(): Code {
    yield* new Wait()
}

function* batches(n: number, child: () => Code, end: Countdown): Code {
    const tasks = new Array<Task>(BATCH)
    for (let i = 0; i < n; i += BATCH) {
        for (let j = 0; j < BATCH; j++) {
            tasks[j] = spawn(child())
        }
        yield* new Join(tasks[BATCH - 1] as Task)
    }
    end.tick()
}

function* player(n: number, mine: Cell, other: Cell, end: Countdown): Code {
    for (let i = 0; i < n; i++) {
        other.set()
        yield* mine
    }
    other.set()
    end.tick()
}

function* readyLoop(n: number, end: Countdown): Code {
    const source = new Ready()
    let sum = 0
    for (let i = 0; i < n; i++) {
        sum += yield* source.take()
    }
    end.tick()
}

function* heldAt(depth: number): Code {
    if (depth > 1) {
        yield* heldAt(depth - 1)
        return
    }
    yield* new Held()
    ended()
}

/** Runs fibers to their end. */
function together(count: number, start: (end: Countdown) => Code): Promise<void> {
    const end = new Countdown(count)
    for (let i = 0; i < count; i++) {
        spawn(start(end))
    }
    return end.zero
}

export const candidate: Candidate = {
    name: 'bare yield*',
    nested: n => together(1, end => nestedLoop(n, end)),
    wait: (n, depth) => together(CONCURRENT, end => waitLoop(n / CONCURRENT, depth, end)),
    chain: n => together(CONCURRENT, end => chainLoop(n / CONCURRENT, end)),
    turn: n => together(CONCURRENT, end => turnLoop(n / CONCURRENT, end)),
    spawn: n => together(1, end => batches(n, nothing, end)),
    spawnWait: n => together(1, end => batches(n, waitOnce, end)),
    handOver(n) {
        const [a, b] = [new Cell(), new Cell()]
        const end = new Countdown(2)
        spawn(player(n / 2, a, b, end))
        spawn(player(n / 2, b, a, end))
        return end.zero
    },
    ready: n => together(1, end => readyLoop(n, end)),
    hold(n, depth) {
        for (let i = 0; i < n; i++) {
            spawn(heldAt(depth))
            if (i % BATCH === 0) {
                drain()
            }
        }
    },
}
