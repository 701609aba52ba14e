/*
    broker-stream.ts -- BrokerStream: the connection as MQTT.js wants it, a Duplex of Node.

        MQTT.js   write() ------------------------->  socket.writeNow()      collected, one system call a turn
        MQTT.js   its parser  <--- deliver() <---     the fiber that reads   one piece at a time

    The two ways go past the queues that a Duplex has of its own. `write` gives bytes to the socket at once, which collects them as it does
    for every fiber; it never asks MQTT.js to wait, since those who publish wait before they call it. What is read is given to the parser
    only when it has dealt with what it was given before: then its exceptions come out of the call, and not out of an event where nobody
    could catch them.
*/

import { Duplex, type Writable } from 'node:stream'
import { type Fiber, Leaf, type Move, ready, SUSPEND, wake } from '../../fiber/index.js'
import type { Transport } from './transport.js'

/** Waits until the parser has dealt with a piece. */
class Digestion extends Leaf<void> {
    done = false

    describe(): string {
        return 'mqtt parser'
    }

    readonly finish = (): void => {
        this.done = true
        if (this.task !== null) {
            wake(this.task)
        }
    }

    protected begin(): Move<void> {
        return this.again()
    }

    protected again(): Move<void> {
        return this.done ? ready(undefined) : SUSPEND
    }

    protected release(): void {}
}

/** One connection. */
export class BrokerStream extends Duplex {
    readonly #transport: Transport
    readonly #failed: (error: Error) => void
    #parser: Writable | null = null
    #digestion: Digestion | null = null

    /** `failed` is told of a write that throws: the connection is over. */
    constructor(transport: Transport, failed: (error: Error) => void) {
        super({ autoDestroy: false })
        this.#transport = transport
        this.#failed = failed
        // MQTT.js corks for each packet, and uncorks in a tick of its own, only if there is a function for it.
        Object.defineProperty(this, 'cork', { value: undefined })
    }

    /** MQTT.js calls it once, with its parser. */
    override pipe<T extends NodeJS.WritableStream>(parser: T): T {
        this.#parser = parser as unknown as Writable
        return parser
    }

    /** Gives what was read to the parser, and waits until it has dealt with it. The bytes must stay as they are. */
    *deliver(bytes: Buffer): Fiber<void> {
        const parser = this.#parser
        if (parser !== null && !this.destroyed) {
            const digestion = (this.#digestion = new Digestion())
            parser.write(bytes, digestion.finish)
            // Without a deadline: `destroy` ends it.
            yield* digestion
        }
    }

    override write(chunk: string | Uint8Array): boolean {
        if (!this.destroyed) {
            try {
                this.#transport.writeNow(chunk)
            } catch (error) {
                this.#failed(error as Error)
            }
        }
        return true
    }

    override _read(): void {}

    override _final(done: () => void): void {
        this.#transport.closeNow()
        done()
    }

    override _destroy(_error: Error | null, done: (error: Error | null) => void): void {
        this.#parser = null
        this.#digestion?.finish()
        // The error has been told; MQTT.js is to see the end only.
        done(null)
    }
}
