/*
    node-resolve.ts -- Names to addresses, with the resolver of the system.
*/

import { type LookupAddress, lookup } from 'node:dns'
import { isIP } from 'node:net'
import { Leaf, type Move, type Op, ready, SUSPEND, wakeLater } from '../core/index.js'
import type { HostAddress } from './network.js'
import { systemFailure } from './system-errors.js'

class Resolve extends Leaf<HostAddress[]> {
    private readonly host: string
    private found: HostAddress[] | null = null
    private error: Error | null = null

    constructor(host: string) {
        super()
        this.host = host
    }

    describe(): string {
        return `resolve of ${this.host}`
    }

    protected begin(): Move<HostAddress[]> {
        const family = isIP(this.host)
        if (family !== 0) {
            return ready([{ address: this.host, family: family === 4 ? 4 : 6 }])
        }
        lookup(this.host, { all: true, verbatim: true }, (error, found) => this.answered(error, found))
        return SUSPEND
    }

    protected again(): Move<HostAddress[]> {
        if (this.error !== null) {
            throw systemFailure('find the address of', this.host, this.error)
        }
        return this.found === null ? SUSPEND : ready(this.found)
    }

    protected release(): void {
        // The system's resolver cannot be stopped; its answer is ignored.
        this.task = null
    }

    private answered(error: Error | null, found: LookupAddress[]): void {
        this.error = error
        this.found =
            error === null ? found.map(({ address, family }) => ({ address, family: family === 4 ? 4 : 6 })) : null
        if (this.task !== null) {
            wakeLater(this.task)
        }
    }
}

/**
 * Gives all addresses of a name, in the order in which the system prefers them; a numeric address at once. Throws
 * `SOCKET_NOT_FOUND`. No deadline of its own.
 */
export function nodeResolve(host: string): Op<HostAddress[]> {
    return new Resolve(host)
}
