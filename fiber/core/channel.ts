/*
    channel.ts -- Channel: a bounded queue between fibers.

    Guarantees: values arrive in the order in which they were sent; each is given to one receiver; receivers, and senders that
    wait for room, are served in the order of their coming; a value that was handed to a receiver which is cancelled before it
    could take it goes to the front of the queue again.
*/

import { FiberError } from './errors.js'
import { ready, SUSPEND } from './marks.js'
import { batch, wake } from './scheduler.js'
import type { Move, Op } from './types.js'
import { Waiter, WaitQueue } from './wait-queue.js'

class Send<T extends {} | null> extends Waiter<boolean> {
    /** Null: undecided; true: the value was taken; false: the channel was closed. */
    #taken: boolean | null = null

    constructor(
        readonly channel: Channel<T>,
        readonly value: T,
    ) {
        super()
    }

    describe(): string {
        return `${this.channel.name}.send`
    }

    decide(taken: boolean): void {
        this.#taken = taken
        wake(this.task!)
    }

    protected begin(): Move<boolean> {
        const taken = this.channel.beginSend(this)
        return taken === null ? SUSPEND : ready(taken)
    }

    protected again(): Move<boolean> {
        return this.#taken === null ? SUSPEND : ready(this.#taken)
    }

    protected release(): void {
        this.channel.leaveSend(this)
    }
}

class Receive<T extends {} | null> extends Waiter<T | undefined> {
    #given = false
    #value: T | undefined = undefined

    constructor(readonly channel: Channel<T>) {
        super()
    }

    describe(): string {
        return `${this.channel.name}.receive`
    }

    give(value: T | undefined): void {
        this.#given = true
        this.#value = value
        wake(this.task!)
    }

    protected begin(): Move<T | undefined> {
        return this.channel.beginReceive(this) ? ready(this.channel.takeNow()) : SUSPEND
    }

    protected again(): Move<T | undefined> {
        if (!this.#given) {
            return SUSPEND
        }
        // The end, but a value may have come back meanwhile, from a receiver that was cancelled.
        return ready(this.#value === undefined ? this.channel.receiveNow() : this.#value)
    }

    protected release(): void {
        if (this.#given) {
            if (this.#value !== undefined) {
                this.channel.giveBack(this.#value)
            }
        } else {
            this.channel.leaveReceive(this)
        }
    }
}

/** A plain record about a channel. */
export interface ChannelStatistics {
    /** Values that may be queued. */
    readonly capacity: number
    /** Values that are. */
    readonly queued: number
    /** Fibers that wait in `send`. */
    readonly senders: number
    /** Fibers that wait in `receive`. */
    readonly receivers: number
    /** `close` was called. */
    readonly closed: boolean
}

/** A bounded, closable queue between fibers. `undefined` cannot be sent: it tells the end. */
export class Channel<T extends {} | null> {
    /** Tells in dumps what is waited for. */
    readonly name: string
    readonly #capacity: number
    readonly #senders = new WaitQueue<Send<T>>()
    readonly #receivers = new WaitQueue<Receive<T>>()
    #closed = false

    // Queued values: #values[#head ... ]; the free space in front is cut off when it is the larger half.
    #values: (T | undefined)[] = []
    #head = 0

    /** `capacity` values (default 0: each `send` waits for its receiver) may be queued. `name` tells in dumps what it is. */
    constructor(capacity = 0, name = 'channel') {
        if (!(capacity >= 0)) {
            throw new FiberError('FIBER_MISUSE', `Cannot make a channel: capacity ${capacity}, wanted a number from 0`)
        }
        this.#capacity = capacity
        this.name = name
    }

    /** Sends a value, waiting for room. True: it is in the queue or with a receiver; false: the channel is closed. */
    send(value: T): Op<boolean> {
        return new Send(this, value)
    }

    /** Sends without waiting. Returns whether there was room. */
    sendNow(value: T): boolean {
        if ((value as T | undefined) === undefined) {
            throw new FiberError(
                'FIBER_MISUSE',
                `Cannot send to ${this.name}: undefined tells the end, wanted any other value`,
            )
        }
        if (this.#closed) {
            return false
        }
        const receiver = this.#receivers.shift()
        if (receiver !== null) {
            receiver.give(value)
            return true
        }
        if (this.size >= this.#capacity) {
            return false
        }
        this.#values.push(value)
        return true
    }

    /** Waits for a value. `undefined`: the channel is closed and empty. No deadline of its own: use `deadline`. */
    receive(): Op<T | undefined> {
        return new Receive(this)
    }

    /** Takes a value that is there; `undefined` if there is none. */
    receiveNow(): T | undefined {
        return this.size > 0 || this.#senders.size > 0 ? this.takeNow() : undefined
    }

    /** No more values: senders that wait get `false`, receivers get what is queued and then `undefined`. */
    close(): void {
        if (this.#closed) {
            return
        }
        this.#closed = true
        batch(() => {
            for (let sender = this.#senders.shift(); sender !== null; sender = this.#senders.shift()) {
                sender.decide(false)
            }
            for (let receiver = this.#receivers.shift(); receiver !== null; receiver = this.#receivers.shift()) {
                receiver.give(undefined)
            }
        })
    }

    /** `close` was called; values may still be queued. */
    get closed(): boolean {
        return this.#closed
    }

    /** Queued values. */
    get size(): number {
        return this.#values.length - this.#head
    }

    /** A plain record of the present state. */
    statistics(): ChannelStatistics {
        return Object.freeze({
            capacity: this.#capacity,
            queued: this.size,
            senders: this.#senders.size,
            receivers: this.#receivers.size,
            closed: this.#closed,
        })
    }

    /** @internal True: there is something to take (or the end). False: the operation is queued. */
    beginReceive(receiver: Receive<T>): boolean {
        if (this.size > 0 || this.#senders.size > 0 || this.#closed) {
            return true
        }
        this.#receivers.push(receiver)
        return false
    }

    /** @internal The next value; room that becomes free goes to the first sender that waits. */
    takeNow(): T | undefined {
        if (this.size === 0) {
            const sender = this.#senders.shift()
            sender?.decide(true)
            return sender?.value
        }
        const value = this.#values[this.#head]
        this.#values[this.#head++] = undefined
        if (this.#head > 16 && this.#head * 2 > this.#values.length) {
            this.#values = this.#values.slice(this.#head)
            this.#head = 0
        }
        if (this.size < this.#capacity) {
            const sender = this.#senders.shift()
            if (sender !== null) {
                this.#values.push(sender.value)
                sender.decide(true)
            }
        }
        return value
    }

    /** @internal Null: the operation is queued. */
    beginSend(sender: Send<T>): boolean | null {
        if (this.#closed) {
            return false
        }
        if (this.sendNow(sender.value)) {
            return true
        }
        this.#senders.push(sender)
        return null
    }

    /** @internal A value comes back from a receiver that was cancelled: the next receiver gets it first. */
    giveBack(value: T): void {
        const receiver = this.#receivers.shift()
        if (receiver !== null) {
            receiver.give(value)
        } else if (this.#head > 0) {
            this.#values[--this.#head] = value
        } else {
            this.#values.unshift(value)
        }
    }

    /** @internal */
    leaveSend(sender: Send<T>): void {
        this.#senders.remove(sender)
    }

    /** @internal */
    leaveReceive(receiver: Receive<T>): void {
        this.#receivers.remove(receiver)
    }
}
