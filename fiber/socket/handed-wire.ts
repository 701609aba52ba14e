/*
    handed-wire.ts -- HandedWire: a wire that was in use, for another user.

    It is the sink of the wire below for the rest of its life. What the first user left, and what comes before the next one is
    there, is held: little, for the wire below is paused meanwhile.
*/

import type { Address, Security, TextEncoding, Wire, WireSink } from './wire.js'

/** What is below, as new. */
export class HandedWire implements Wire, WireSink {
    readonly #inner: Wire
    readonly #onClosed: () => void
    #sink: WireSink | null = null
    /** The sink has all that was held. */
    #live = false
    #held: Buffer[]
    #paused = false
    #ended = false
    #closed = false
    #error: Error | null = null

    /**
     * @param first what the former user has not consumed
     * @param onClosed is told when all is over
     */
    constructor(inner: Wire, first: Buffer, onClosed: () => void) {
        this.#inner = inner
        this.#held = first.length === 0 ? [] : [first]
        this.#onClosed = onClosed
        inner.start(this)
        inner.pause()
    }

    get remote(): Address | null {
        return this.#inner.remote
    }

    get local(): Address | null {
        return this.#inner.local
    }

    get security(): Security | null {
        return this.#inner.security
    }

    get fd(): number {
        return this.#inner.fd ?? -1
    }

    get pending(): number {
        return this.#inner.pending
    }

    start(sink: WireSink): void {
        this.#sink = sink
        if (!this.#live) {
            setImmediate(() => this.#catchUp())
        }
    }

    pause(): void {
        this.#paused = true
        if (this.#live) {
            this.#inner.pause()
        }
    }

    resume(): void {
        this.#paused = false
        if (this.#live) {
            this.#inner.resume()
        }
    }

    write(data: string | Uint8Array, encoding: TextEncoding, more: boolean): boolean {
        return this.#inner.write(data, encoding, more)
    }

    end(): void {
        this.#inner.end()
    }

    destroy(reset: boolean): void {
        this.#held = []
        this.#inner.destroy(reset)
    }

    setNoDelay(on: boolean): void {
        this.#inner.setNoDelay(on)
    }

    setRef(on: boolean): void {
        this.#inner.setRef(on)
    }

    /** @internal */
    data(bytes: Buffer, length: number): boolean {
        if (this.#live) {
            return this.#sink!.data(bytes, length)
        }
        this.#held.push(Buffer.copyBytesFrom(bytes, 0, length) as Buffer)
        return false
    }

    /** @internal */
    drained(): void {
        this.#sink?.drained()
    }

    /** @internal */
    ended(): void {
        this.#ended = true
        if (this.#live) {
            this.#sink!.ended()
        }
    }

    /** @internal */
    closed(error: Error | null): void {
        this.#closed = true
        this.#error = error
        this.#onClosed()
        if (this.#live) {
            this.#sink!.closed(error)
        }
    }

    #catchUp(): void {
        const sink = this.#sink!
        for (const bytes of this.#held.splice(0)) {
            if (!sink.data(bytes, bytes.length)) {
                this.#paused = true
            }
        }
        this.#live = true
        if (this.#ended) {
            sink.ended()
        }
        if (this.#closed) {
            sink.closed(this.#error)
        } else if (!this.#paused) {
            this.#inner.resume()
        }
    }
}
