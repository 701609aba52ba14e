/*
    handle-wire.ts -- HandleWire: a TCP handle as a wire, without a net.Socket around it.

    A handle reads into the common buffer and calls back; writes are tried at once by libuv, and only what the system does not
    take is queued. So nearly all writes are over when `write` returns, and need no request object of their own.
*/

import {
    type HandleAddress,
    type HandleOwner,
    ownerOf,
    readBuffer,
    setOwner,
    type StreamRequest,
    streamBinding,
    systemError,
    type TcpHandle,
    UV_EOF,
} from './node-handles.js'
import { makeAddress } from './addresses.js'
import type { Address, TextEncoding, Wire, WireSink } from './wire.js'

/** `write` says false when the queue is longer, in bytes. */
const highWater = 65536

/** Bits of the state. */
const READING = 1
/** `end` was called. */
const ENDING = 2
/** The end has been sent. */
const SHUT = 4
/** The peer has ended. */
const EOF = 8
const CLOSED = 16
/** TCP_NODELAY is to be set before the second write: the first one goes out at once anyway. */
const NODELAY_DUE = 32
const WRITTEN = 64

const noHeld = ''
const state = streamBinding?.streamBaseState ?? new Int32Array(1)
const READ = streamBinding?.kReadBytesOrError ?? 0
const WAS_ASYNC = streamBinding?.kLastWriteWasAsync ?? 0

/** A request that was not used: libuv took the bytes at once. */
let spare: StreamRequest | null = null

function onRead(this: TcpHandle): void {
    ownerOf(this).readDone(state[READ]!)
}

function onWritten(this: StreamRequest, status: number): void {
    ownerOf(this.handle).writeDone(status)
}

function onShutdown(this: StreamRequest, status: number): void {
    ownerOf(this.handle).shutdownDone(status)
}

function onClosed(this: TcpHandle): void {
    ownerOf(this).closeDone()
}

/** A wire on a connected TCP handle. */
export class HandleWire implements Wire, HandleOwner {
    readonly security = null
    readonly #handle: TcpHandle
    #sink: WireSink | null = null
    #state = 0
    /** Writes that libuv has queued. */
    #queued = 0
    #remote: Address | null = null
    #error: Error | null = null
    /** Data that waits for the write that follows it. */
    #held: string | Uint8Array = noHeld
    #heldEncoding: TextEncoding = 'latin1'

    constructor(handle: TcpHandle) {
        this.#handle = handle
        setOwner(handle, this)
        handle.onread = onRead
        handle.useUserBuffer(readBuffer)
    }

    get remote(): Address | null {
        return (this.#remote ??= this.ask('getpeername'))
    }

    get local(): Address | null {
        return this.ask('getsockname')
    }

    get fd(): number {
        return this.#handle.fd ?? -1
    }

    get pending(): number {
        return this.#queued === 0 ? 0 : this.#handle.writeQueueSize
    }

    start(sink: WireSink): void {
        this.#sink = sink
        this.resume()
    }

    pause(): void {
        if ((this.#state & READING) !== 0) {
            this.#state &= ~READING
            this.#handle.readStop()
        }
    }

    resume(): void {
        if ((this.#state & (READING | EOF | CLOSED)) === 0) {
            this.#state |= READING
            const status = this.#handle.readStart()
            if (status !== 0) {
                this.fail(status, 'read')
            }
        }
    }

    write(data: string | Uint8Array, encoding: TextEncoding, more: boolean): boolean {
        if ((this.#state & (ENDING | CLOSED)) !== 0) {
            return true
        }
        if (more) {
            this.flushHeld()
            this.#held = data
            this.#heldEncoding = encoding
            return true
        }
        if ((this.#state & (NODELAY_DUE | WRITTEN)) !== WRITTEN) {
            this.noteWrite()
        }
        const handle = this.#handle
        const request = spare ?? new streamBinding!.WriteWrap()
        spare = request
        let status: number
        if (this.#held !== noHeld) {
            const chunks = [this.#held, this.#heldEncoding, data, encoding]
            this.#held = noHeld
            status = handle.writev(request, chunks, false)
            data = chunks as unknown as string
        } else if (typeof data !== 'string') {
            status = handle.writeBuffer(request, data)
        } else if (encoding === 'latin1') {
            status = handle.writeLatin1String(request, data)
        } else {
            status = handle.writeUtf8String(request, data)
        }
        if (status !== 0) {
            this.fail(status, 'write')
            return true
        }
        return state[WAS_ASYNC] === 0 || this.keep(request, data)
    }

    end(): void {
        if ((this.#state & (ENDING | CLOSED)) !== 0) {
            return
        }
        this.flushHeld()
        this.#state |= ENDING
        const request = new streamBinding!.ShutdownWrap()
        request.handle = this.#handle
        request.oncomplete = onShutdown
        // Of an error (the peer has reset) reading will tell, or nothing.
        if (this.#handle.shutdown(request) !== 0) {
            this.#state |= SHUT
            this.closeWhenOver()
        }
    }

    destroy(reset: boolean): void {
        if ((this.#state & CLOSED) !== 0) {
            return
        }
        // The system cannot reset what was ended, and a handle whose reset has failed can no longer be closed.
        const abort = reset && (this.#state & ENDING) === 0
        this.#state = (this.#state & ~READING) | CLOSED
        this.#held = noHeld
        if (abort) {
            this.#handle.reset(onClosed)
        } else {
            this.#handle.close(onClosed)
        }
    }

    setNoDelay(on: boolean): void {
        this.#state &= ~NODELAY_DUE
        if (on && (this.#state & WRITTEN) === 0) {
            this.#state |= NODELAY_DUE
        } else if ((this.#state & CLOSED) === 0) {
            this.#handle.setNoDelay(on)
        }
    }

    setRef(on: boolean): void {
        if (on) {
            this.#handle.ref()
        } else {
            this.#handle.unref()
        }
    }

    /** @internal */
    readDone(count: number): void {
        if (count > 0) {
            if ((this.#state & CLOSED) === 0 && !this.#sink!.data(readBuffer, count)) {
                this.pause()
            }
        } else if (count === UV_EOF) {
            this.#state = (this.#state & ~READING) | EOF
            this.#sink!.ended()
            this.closeWhenOver()
        } else if (count < 0) {
            this.fail(count, 'read')
        }
    }

    /** @internal */
    writeDone(status: number): void {
        this.#queued--
        if ((this.#state & CLOSED) !== 0) {
            return
        }
        if (status !== 0) {
            this.fail(status, 'write')
        } else if (this.#queued === 0) {
            this.#sink!.drained()
        }
    }

    /** @internal */
    shutdownDone(status: number): void {
        if ((this.#state & CLOSED) !== 0) {
            return
        }
        this.#state |= SHUT
        if (status !== 0) {
            this.fail(status, 'shutdown')
        } else {
            this.closeWhenOver()
        }
    }

    /** @internal */
    closeDone(): void {
        this.#sink?.closed(this.#error)
        this.#sink = null
    }

    /** The system has not taken all: the bytes stay with the request until it is over. */
    private keep(request: StreamRequest, data: unknown): boolean {
        spare = null
        request.handle = this.#handle
        request.oncomplete = onWritten
        request.buffer = data
        this.#queued++
        return this.#handle.writeQueueSize <= highWater
    }

    private flushHeld(): void {
        const held = this.#held
        if (held !== noHeld) {
            this.#held = noHeld
            this.write(held, this.#heldEncoding, false)
        }
    }

    private noteWrite(): void {
        if ((this.#state & WRITTEN) !== 0) {
            this.#state &= ~NODELAY_DUE
            this.#handle.setNoDelay(true)
        }
        this.#state |= WRITTEN
    }

    private closeWhenOver(): void {
        if ((this.#state & (EOF | SHUT | CLOSED)) === (EOF | SHUT)) {
            this.destroy(false)
        }
    }

    private fail(status: number, call: string): void {
        if ((this.#state & CLOSED) === 0) {
            this.#error = systemError(status, call)
            this.destroy(false)
        }
    }

    private ask(which: 'getpeername' | 'getsockname'): Address | null {
        const out: HandleAddress = {}
        return (this.#state & CLOSED) === 0 && this.#handle[which](out) === 0 ? makeAddress(out) : null
    }
}
