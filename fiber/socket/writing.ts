/*
    writing.ts -- The operations that wait until the transport has room, or has given away all it has.
*/

import { Leaf, type Move, ready, SUSPEND } from '../core/index.js'
import { CLOSED, type Link } from './link.js'
import type { LinkWaiter } from './link-roles.js'
import { connectionFailure } from './system-errors.js'

abstract class Drain extends Leaf<void> implements LinkWaiter {
    following: LinkWaiter | null = null
    released = false
    protected readonly link: Link

    constructor(link: Link) {
        super()
        this.link = link
    }

    protected begin(): Move<void> {
        const { link } = this
        link.flushNow()
        if (link.over || link.isDrained) {
            return this.again()
        }
        link.addWriter(this)
        return SUSPEND
    }

    protected release(): void {
        this.link.removeWriter(this)
    }
}

/** Waits after a write, or a flush. */
export class Writing extends Drain {
    describe(): string {
        return `socket.write to ${this.link.name}`
    }

    protected again(): Move<void> {
        const { link } = this
        if (this.released) {
            return ready(undefined)
        }
        if (link.error !== null) {
            throw this.left(connectionFailure('write to', link.wire.remote, link.error))
        }
        if (link.state === CLOSED) {
            throw this.left(link.closedError('write to'))
        }
        if (link.over || link.isDrained) {
            this.release()
            return ready(undefined)
        }
        if (link.isLate) {
            throw this.left(link.lateError('write to'))
        }
        return SUSPEND
    }

    private left(error: Error): Error {
        this.release()
        return error
    }
}

/** Waits after `close`: for the output, not for the peer. How it ends is all the same. */
export class Closing extends Drain {
    describe(): string {
        return `socket.close of ${this.link.name}`
    }

    protected again(): Move<void> {
        const { link } = this
        if (this.released || link.over || link.state === CLOSED || link.wire.pending === 0) {
            this.release()
            return ready(undefined)
        }
        return SUSPEND
    }
}

/** The operation of which nothing is left to wait for. It remembers nothing, so all share one. */
class Done extends Leaf<void> {
    override next(): Move<void> {
        return ready(undefined)
    }

    describe(): string {
        return 'nothing'
    }

    protected begin(): Move<void> {
        return ready(undefined)
    }

    protected again(): Move<void> {
        return ready(undefined)
    }

    protected release(): void {}
}

export const done = new Done()
