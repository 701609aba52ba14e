/*
    self-test.ts -- Tries, once in a process, whether Node's insides are as handle-wire.ts and read-buffer.ts need them.

    A connection is made over the loopback interface: the accepted end is a HandleWire, the other one a net.Socket with the
    read buffer put in afterwards. A few bytes go both ways, then both sides end. It takes about two milliseconds.
*/

import { createServer, connect as netConnect, type Socket as NetSocket, type Server } from 'node:net'
import { type Fiber, fromPromise } from '../core/index.js'
import { HandleWire } from './handle-wire.js'
import { findOwnerPlace, isTcpHandle, streamBinding, type TcpHandle } from './node-handles.js'
import { NodeWire } from './node-wire.js'
import { trustReadBuffer } from './read-buffer.js'
import type { Wire, WireSink } from './wire.js'

/** A Node server as far as it matters here. */
interface ServerInside {
    _handle?: { onconnection?: (status: number, handle?: unknown) => void } | null
}

/** How long it may take, milliseconds. Beyond it the official way is used. */
const patience = 2000

let handles: boolean | null = null
let running: Promise<boolean> | null = null

/** Has `accept` called with the handle of each connection of a listening server, instead of making a net.Socket of it. */
export function takeHandles(
    server: Server,
    accept: (handle: TcpHandle) => void,
    failed: (status: number) => void,
): boolean {
    const inside = (server as unknown as ServerInside)._handle
    if (typeof inside?.onconnection !== 'function') {
        return false
    }
    findOwnerPlace(inside)
    let checked = false
    inside.onconnection = (status, handle) => {
        checked ||= status === 0 && isTcpHandle(handle)
        if (status !== 0 || !checked) {
            failed(status)
        } else {
            accept(handle as TcpHandle)
        }
    }
    return true
}

/**
 * Calls `use` when it is known that connections can be used as handles: now, after the test, or never. Nobody waits for the
 * test: what connects meanwhile is served in the official way.
 */
export function whenTested(use: () => void): void {
    if (handles === true) {
        use()
    } else if (handles === null) {
        void test().then(worked => {
            if (worked) {
                use()
            }
        })
    }
}

/** Waits until it is known whether connections can be used as handles. */
export function* selfTest(): Fiber<boolean> {
    return handles ?? (yield* fromPromise(test()))
}

/** Forces what `selfTest` says, for tests of the official way; null: the truth again. */
export function forceSelfTest(result: boolean | null): void {
    handles = result
    trustReadBuffer(result ?? false)
    running = null
}

function test(): Promise<boolean> {
    running ??= tryHandles()
    return running
}

async function tryHandles(): Promise<boolean> {
    const worked = streamBinding !== null && (await new Promise<boolean>(makeTrial))
    if (running !== null) {
        handles = worked
        trustReadBuffer(worked)
    }
    return worked
}

function makeTrial(resolve: (worked: boolean) => void): void {
    const server = createServer()
    const trial = new Trial(server, resolve)
    server.on('error', () => trial.over(false))
    server.listen(0, '127.0.0.1', 1, () => trial.begin())
}

const QUESTION = 'ping\n\xff'
const ANSWER = 'pong \u00e9'

/** One side sends a question, the other one answers; each sees the other's end. */
class Side implements WireSink {
    received = ''

    constructor(
        readonly trial: Trial,
        readonly wire: Wire,
        readonly answer: string,
    ) {}

    data(bytes: Buffer, length: number): boolean {
        this.received += bytes.toString('latin1', 0, length)
        if (this.answer !== '' && this.received === QUESTION) {
            this.wire.write(this.answer, 'utf8', false)
            this.wire.end()
        }
        return true
    }

    drained(): void {}

    ended(): void {
        this.wire.end()
    }

    closed(error: Error | null): void {
        this.trial.sideClosed(error)
    }
}

class Trial {
    private readonly timer = setTimeout(() => this.over(false), patience)
    private sides: Side[] = []
    private open = 2
    private client: NetSocket | null = null

    constructor(
        private readonly server: Server,
        private readonly done: (worked: boolean) => void,
    ) {}

    begin(): void {
        const { server } = this
        const took = takeHandles(
            server,
            handle => this.accepted(handle),
            () => this.over(false),
        )
        const address = server.address()
        if (!took || address === null || typeof address === 'string') {
            this.over(false)
            return
        }
        this.client = netConnect({ port: address.port, host: address.address, allowHalfOpen: true })
        this.client.on('error', () => this.over(false))
        this.client.on('connect', () => this.connected(this.client!))
    }

    sideClosed(error: Error | null): void {
        this.open--
        const [first, second] = this.sides.map(side => side.received)
        if (error !== null) {
            this.over(false)
        } else if (this.open === 0) {
            const texts = new Set([first, second])
            this.over(texts.has(QUESTION) && texts.has(Buffer.from(ANSWER).toString('latin1')))
        }
    }

    over(worked: boolean): void {
        clearTimeout(this.timer)
        this.server.close()
        this.client?.destroy()
        this.done(worked)
    }

    private accepted(handle: TcpHandle): void {
        try {
            const wire = new HandleWire(handle)
            this.add(wire, ANSWER)
            if (wire.remote === null || wire.local === null || wire.pending !== 0) {
                this.over(false)
            }
        } catch {
            this.over(false)
        }
    }

    private connected(socket: NetSocket): void {
        socket.pause()
        const wire = new NodeWire(socket)
        // For this one socket only, as yet.
        trustReadBuffer(true)
        this.add(wire, '')
        trustReadBuffer(false)
        wire.write(QUESTION, 'latin1', false)
    }

    private add(wire: Wire, answer: string): void {
        const side = new Side(this, wire, answer)
        this.sides.push(side)
        wire.start(side)
    }
}
