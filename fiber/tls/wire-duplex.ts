/*
    wire-duplex.ts -- Any wire as a Node stream, for node:tls to run over. TCP sockets do not need it.
*/

import { Duplex } from 'node:stream'
import type { Wire, WireSink } from '../socket/index.js'

/** Passes what the wire reports on to the stream. */
class Inlet implements WireSink {
    readonly #stream: WireDuplex

    constructor(stream: WireDuplex) {
        this.#stream = stream
    }

    data(bytes: Buffer, length: number): boolean {
        return this.#stream.push(Buffer.copyBytesFrom(bytes, 0, length))
    }

    drained(): void {
        this.#stream.drained()
    }

    ended(): void {
        this.#stream.push(null)
    }

    closed(error: Error | null): void {
        // After an orderly end there may be bytes that nobody has read: then the stream closes by itself, behind them.
        if (error !== null) {
            this.#stream.destroy(error)
        }
    }
}

/** A wire that has not been started, as a stream. */
export class WireDuplex extends Duplex {
    readonly #wire: Wire
    /** The end of a write that waits until the wire has room. */
    #written: (() => void) | null = null

    constructor(wire: Wire) {
        super({ allowHalfOpen: true })
        this.#wire = wire
        wire.start(new Inlet(this))
    }

    /** The wire has room again. */
    drained(): void {
        const written = this.#written
        this.#written = null
        written?.()
    }

    override _read(): void {
        this.#wire.resume()
    }

    override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
        if (this.#wire.write(chunk, 'latin1', false)) {
            done()
        } else {
            this.#written = done
        }
    }

    override _final(done: () => void): void {
        this.#wire.end()
        done()
    }

    override _destroy(error: Error | null, done: (error: Error | null) => void): void {
        this.#wire.destroy(false)
        done(error)
    }
}
