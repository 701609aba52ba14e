/*
    cut-network.ts -- A network whose first connection is cut after a number of bytes in one direction.
*/

import type { Fiber } from '../../../fiber/index.js'
import type {
    Acceptor,
    Address,
    Binding,
    BindOptions,
    HostAddress,
    Network,
    TextEncoding,
    Wire,
    WireSink,
} from '../../../fiber/index.js'

/** Which way the bytes that are counted go, seen from the client. */
export type Direction = 'out' | 'in'

/** Cuts the first connection that is dialled. */
export class CutNetwork implements Network {
    /** The cut has happened. */
    happened = false
    #armed = true

    constructor(
        readonly network: Network,
        readonly direction: Direction,
        readonly after: number,
        /** Called at the cut. */
        readonly atCut: () => void = () => {},
    ) {}

    *resolve(host: string): Fiber<readonly HostAddress[]> {
        return yield* this.network.resolve(host)
    }

    *dial(to: HostAddress, port: number, secure: boolean): Fiber<Wire> {
        const wire = yield* this.network.dial(to, port, secure)
        if (!this.#armed) {
            return wire
        }
        this.#armed = false
        return new CutWire(wire, this)
    }

    *bind(host: string, port: number, acceptor: Acceptor, options: BindOptions): Fiber<Binding> {
        return yield* this.network.bind(host, port, acceptor, options)
    }
}

class CutWire implements Wire, WireSink {
    readonly security = null
    #left: number
    #sink: WireSink | null = null
    #over = false

    constructor(
        readonly wire: Wire,
        readonly network: CutNetwork,
    ) {
        this.#left = network.after
    }

    get remote(): Address | null {
        return this.wire.remote
    }

    get local(): Address | null {
        return this.wire.local
    }

    get pending(): number {
        return this.wire.pending
    }

    start(sink: WireSink): void {
        this.#sink = sink
        this.wire.start(this)
    }

    pause(): void {
        this.wire.pause()
    }

    resume(): void {
        this.wire.resume()
    }

    write(data: string | Uint8Array, encoding: TextEncoding, more: boolean): boolean {
        if (this.network.direction === 'in') {
            return this.wire.write(data, encoding, more)
        }
        const bytes = typeof data === 'string' ? Buffer.from(data, encoding) : data
        const part = bytes.subarray(0, this.#left)
        this.#left -= part.length
        const below = part.length === 0 || this.wire.write(part, 'latin1', more)
        if (this.#left === 0) {
            setImmediate(() => this.#cut())
        }
        return below
    }

    end(): void {
        this.wire.end()
    }

    destroy(reset: boolean): void {
        this.wire.destroy(reset)
    }

    setNoDelay(): void {}

    setRef(): void {}

    data(bytes: Buffer, length: number): boolean {
        if (this.network.direction === 'out') {
            return this.#sink!.data(bytes, length)
        }
        const part = Math.min(length, this.#left)
        this.#left -= part
        const go = part === 0 || this.#sink!.data(bytes, part)
        if (this.#left === 0) {
            setImmediate(() => this.#cut())
        }
        return go
    }

    drained(): void {
        this.#sink!.drained()
    }

    ended(): void {
        if (!this.#over) {
            this.#sink!.ended()
        }
    }

    closed(error: Error | null): void {
        if (!this.#over) {
            this.#over = true
            this.#sink!.closed(error)
        }
    }

    #cut(): void {
        if (!this.#over) {
            this.#over = true
            this.network.happened = true
            this.network.atCut()
            // What was passed on arrives, as it would have.
            this.wire.destroy(false)
            this.#sink!.closed(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }))
        }
    }
}
