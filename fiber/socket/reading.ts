/*
    reading.ts -- The operations that wait for input. A socket has one of each kind, made when first needed.
*/

import {
    answerProbe,
    endDescent,
    type Move,
    type Op,
    PROBE,
    ready,
    type Resume,
    type Step,
    SUSPEND,
    type Suspend,
    type Task,
} from '../core/index.js'
import { SocketError } from './errors.js'
import { type Link, OPEN } from './link.js'
import type { LinkWaiter } from './link-roles.js'

/** What they have in common. Each has a `next` of its own, for that is what every request passes through. */
abstract class Reading<T> implements Op<T>, Step, LinkWaiter {
    task: Task | null = null
    following: LinkWaiter | null = null
    released = false
    protected readonly link: Link

    constructor(link: Link) {
        this.link = link
    }

    [Symbol.iterator](): Iterator<Suspend, T, Resume> {
        return this as unknown as Iterator<Suspend, T, Resume>
    }

    abstract next(move?: unknown): Move<T>

    return(): Move<T> {
        endDescent()
        this.leave()
        return ready(undefined as T)
    }

    throw(error?: unknown): Move<T> {
        if (error === PROBE) {
            return SUSPEND
        }
        this.leave()
        throw error
    }

    describe(): string {
        return `socket.read from ${this.link.name}`
    }

    private leave(): void {
        if (this.link.reader === this) {
            this.link.reader = null
        }
    }
}

/** Shows what has arrived, without copying. */
export class Borrow extends Reading<Buffer | null> {
    next(move?: unknown): Move<Buffer | null> {
        const { link } = this
        if (move === PROBE) {
            return answerProbe(this)
        }
        if (move === undefined && link.reader !== null) {
            throw link.busyError()
        }
        const { input } = link
        const { shown, available } = input
        if (available > shown && link.state === OPEN) {
            link.reader = null
            input.shown = available
            return ready(input.view())
        }
        if (shown >= link.inputLimit) {
            throw new SocketError(
                'SOCKET_TOO_LONG',
                `Cannot borrow from ${link.name}: ${shown} bytes are there, wanted fewer`,
            )
        }
        return link.awaitInput(this, shown + 1, move === undefined) ? SUSPEND : ready(null)
    }
}

/** Copies into a buffer of the caller. */
export class Read extends Reading<number> {
    target: Uint8Array | null = null

    next(move?: unknown): Move<number> {
        const { link } = this
        if (move === PROBE) {
            return answerProbe(this)
        }
        if (move === undefined && link.reader !== null) {
            throw link.busyError()
        }
        if (link.input.available > 0 && link.state === OPEN) {
            link.reader = null
            const count = link.input.take(this.target!)
            this.target = null
            link.relax()
            return ready(count)
        }
        return link.awaitInput(this, 1, move === undefined) ? SUSPEND : ready(0)
    }
}

/** Waits until a number of bytes is there. Gives false if the peer ends before. */
export class Fill extends Reading<boolean> {
    wanted = 1

    next(move?: unknown): Move<boolean> {
        const { link } = this
        if (move === PROBE) {
            return answerProbe(this)
        }
        if (move === undefined && link.reader !== null) {
            throw link.busyError()
        }
        if (link.input.available >= this.wanted && link.state === OPEN) {
            link.reader = null
            return ready(true)
        }
        return link.awaitInput(this, this.wanted, move === undefined) ? SUSPEND : ready(false)
    }
}
