/*
    waits.ts -- The other party: who calls waiting fibers back.

    Stands for a source of events outside the runtime. What registers during one turn is called back in the next one, from a
    clean stack, all in one go: so a candidate may resume at once or by its own queue, as it likes. nextTick is the cheapest
    turn that Node has, and one turn serves all fibers that wait, so this costs each wait about 5 ns.
*/

/** Resumes one waiting fiber. */
export type Wake = () => void

// Two lists that keep their length: one fills while the other is called.
let waiting: Wake[] = []
let count = 0
let turn: Wake[] = []
let scheduled = false
let total = 0

/** How often somebody has been called back since the process started. */
export function waitsSoFar(): number {
    return total
}

/** `wake` will be called once, soon. */
export function callBack(wake: Wake): void {
    waiting[count++] = wake
    if (!scheduled) {
        scheduled = true
        process.nextTick(callAll)
    }
}

function callAll(): void {
    scheduled = false
    const list = waiting
    const n = count
    waiting = turn
    turn = list
    count = 0
    total += n
    for (let i = 0; i < n; i++) {
        ;(list[i] as Wake)()
    }
}

/** A held fiber: what resumes it, or an operation that does, where one object is all there is. */
export type Held = Wake | { wake(): void }

let held: Held[] = []
let heldCount = 0
let left = 0
let lastEnded = () => {}

/** Makes room for `n` fibers that are held, so that the room is not in the memory figures. */
export function reserve(n: number): void {
    held = new Array<Held>(n)
    heldCount = 0
    left = n
}

/** `fiber` will be resumed when all are released. */
export function hold(fiber: Held): void {
    held[heldCount++] = fiber
}

/** Returns when `n` fibers are held. */
export async function allHeld(n: number): Promise<void> {
    while (heldCount < n) {
        await new Promise(setImmediate)
    }
}

/** Calls back all that are held; returns when all have called `ended`. */
export function releaseAll(): Promise<void> {
    const list = held
    held = []
    const end = new Promise<void>(resolve => {
        lastEnded = resolve
    })
    for (let i = 0; i < heldCount; i++) {
        const fiber = list[i] as Held
        if (typeof fiber === 'function') {
            fiber()
        } else {
            fiber.wake()
        }
    }
    return end
}

/** The last act of a fiber that was held. */
export function ended(): void {
    if (--left === 0) {
        lastEnded()
    }
}

/** Counts fibers that end; without a frame, promise or closure for each of them. */
export class Countdown {
    /** Fulfilled when `tick` has been called `n` times. */
    readonly zero: Promise<void>
    #left: number
    #resolve = () => {}

    constructor(n: number) {
        this.#left = n
        this.zero = new Promise(resolve => {
            this.#resolve = resolve
        })
    }

    tick(): void {
        if (--this.#left === 0) {
            this.#resolve()
        }
    }
}
