/*
    timers.ts -- The timer store: a hierarchical wheel.

    Nearly every wait of a service has a deadline that never passes, so adding and removing is the hot path. Six levels of 32
    slots; a timer lies on the level of the highest 5-bit digit in which its due time differs from the wheel's time:

        level 0   32 slots of 1 ms          due 1034, time 1027:  ...00001 00000 | 00011  differ in digit 0 -> level 0
        level 1   32 slots of 32 ms         due 1100, time 1027:  ...00001 00010 | ...    differ in digit 1 -> level 1
        ...
        level 5   32 slots of 9.3 hours     together 12.4 days; what is later waits in one list and is looked at then

    So a level never wraps, the first occupied slot of the lowest occupied level is the next to look at, and a timer is moved
    down at most five times. Two timers with the same due time are always in the same slot in the order in which they were
    added: the order of firing is (due time, order of adding). Times in the wheel are whole milliseconds relative to `base`,
    always below 2^30, so that they stay small integers for V8.
*/

const bits = 5
const slots = 1 << bits
const levels = 6
const span = 2 ** (bits * levels)

/** Something with a due time. Subclass it; `fire` must not run user code that suspends. */
export abstract class Timer {
    /** Neighbours in the slot's ring; null when the timer is not in the store. */
    succ: Timer | null = null
    /** @internal */
    pred: Timer | null = null
    /** Due time, whole milliseconds relative to the wheel's base. */
    due = 0

    /** Called when the time has come. Runs outside fibers: it must not wait, and what it wakes runs later. */
    abstract fire(): void
}

class Slot extends Timer {
    constructor(
        readonly level: number,
        readonly bit: number,
    ) {
        super()
        this.succ = this
        this.pred = this
    }

    fire(): void {}
}

/** A store of timers with a time of its own that `advance` moves. */
export class TimerWheel {
    /** Number of timers in the store. */
    count = 0
    #base: number
    #elapsed = 0
    readonly #occupied = new Int32Array(levels)
    readonly #slots: Slot[] = []
    readonly #later = new Slot(-1, 0)
    readonly #firing = new Slot(-1, 0)

    /** `now` is the present time in milliseconds. */
    constructor(now: number) {
        this.#base = Math.floor(now)
        for (let level = 0; level < levels; level++) {
            for (let slot = 0; slot < slots; slot++) {
                this.#slots.push(new Slot(level, 1 << slot))
            }
        }
    }

    /** Adds a timer, or moves it, to be due at `when` (milliseconds; rounded up). Returns the due time as it was rounded. */
    add(timer: Timer, when: number): number {
        if (timer.succ !== null) {
            this.remove(timer)
        }
        const due = Math.ceil(when - this.#base)
        // The comparison also turns NaN into "now".
        timer.due = due > this.#elapsed ? due : this.#elapsed
        this.count++
        this.#place(timer)
        return timer.due + this.#base
    }

    /** Removes a timer; one that is not in the store is ignored. */
    remove(timer: Timer): void {
        const { succ, pred } = timer
        if (succ === null || pred === null) {
            return
        }
        pred.succ = succ
        succ.pred = pred
        timer.succ = timer.pred = null
        this.count--
        // Both neighbours are the slot itself: it is empty now.
        if (succ === pred && (succ as Slot).level >= 0) {
            const slot = succ as Slot
            this.#occupied[slot.level]! &= ~slot.bit
        }
    }

    /** A time, no later than the earliest due time, at which `advance` has something to do; Infinity when the store is empty. */
    nextDue(): number {
        const at = this.#nextSlot()
        if (at >= 0) {
            return this.#base + this.#slotTime(at)
        }
        return this.count > 0 ? this.#base + span - 1 : Infinity
    }

    /** Moves the time to `now` and fires, in order, all timers that are due. Returns how many. */
    advance(now: number): number {
        let fired = 0
        for (;;) {
            const target = Math.floor(now) - this.#base
            const at = this.#nextSlot()
            const time = at >= 0 ? this.#slotTime(at) : span
            if (time > target || time >= span) {
                if (target >= span - 1 && at < 0) {
                    this.#rebase(now)
                    continue
                }
                this.#elapsed = Math.max(this.#elapsed, Math.min(target, span - 1))
                return fired
            }
            this.#elapsed = Math.max(this.#elapsed, time)
            fired += this.#open(this.#slots[at]!)
        }
    }

    /** Takes out everything of a slot: fires it (level 0), or places it anew on lower levels. */
    #open(slot: Slot): number {
        this.#occupied[slot.level]! &= ~slot.bit
        const list = this.#take(slot)
        let fired = 0
        try {
            // One by one from the front: `fire` may remove others of the list.
            for (let timer = list.succ!; timer !== list; timer = list.succ!) {
                if (slot.level > 0) {
                    this.#unlink(timer)
                    this.#place(timer)
                } else {
                    this.remove(timer)
                    fired++
                    timer.fire()
                }
            }
        } finally {
            if (list.succ !== list) {
                // A `fire` threw. What is left of the list is still due.
                this.#placeAll(list)
            }
        }
        return fired
    }

    /** Moves the content of a slot to the list `#firing`. */
    #take(slot: Slot): Slot {
        const list = this.#firing
        if (slot.succ !== slot) {
            list.succ = slot.succ
            list.pred = slot.pred
            list.succ!.pred = list
            list.pred!.succ = list
            slot.succ = slot.pred = slot
        }
        return list
    }

    #unlink(timer: Timer): void {
        timer.pred!.succ = timer.succ
        timer.succ!.pred = timer.pred
    }

    #place(timer: Timer): void {
        const due = timer.due
        let slot = this.#later
        if (due < span) {
            const differ = due ^ this.#elapsed
            const level = differ < slots ? 0 : ((31 - Math.clz32(differ)) / bits) | 0
            slot = this.#slots[level * slots + ((due >> (bits * level)) & (slots - 1))]!
            this.#occupied[level]! |= slot.bit
        }
        const last = slot.pred!
        timer.pred = last
        timer.succ = slot
        last.succ = timer
        slot.pred = timer
    }

    /** Index of the next slot to open, or -1. */
    #nextSlot(): number {
        for (let level = 0; level < levels; level++) {
            const mask = this.#occupied[level]!
            if (mask !== 0) {
                return level * slots + 31 - Math.clz32(mask & -mask)
            }
        }
        return -1
    }

    /** The time at which slot `at` begins. */
    #slotTime(at: number): number {
        const level = Math.floor(at / slots)
        const shift = bits * level
        const start = (this.#elapsed >>> shift) & ~(slots - 1)
        return (start + (at & (slots - 1))) * 2 ** shift
    }

    #placeAll(list: Slot): void {
        for (let timer = list.succ!; timer !== list; timer = list.succ!) {
            this.#unlink(timer)
            this.#place(timer)
        }
    }

    /** Begins a new span of 12.4 days: all timers are in `#later` then. */
    #rebase(now: number): void {
        const list = this.#take(this.#later)
        // Not beyond the earliest: what is overdue still differs in its due time, and fires in that order.
        let shift = Math.floor(now) - this.#base
        for (let timer = list.succ!; timer !== list; timer = timer.succ!) {
            shift = Math.min(shift, timer.due)
        }
        this.#base += shift
        this.#elapsed = 0
        for (let timer = list.succ!; timer !== list; timer = timer.succ!) {
            timer.due -= shift
        }
        this.#placeAll(list)
    }
}
