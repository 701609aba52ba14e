/*
    node-handles.ts -- The part of Node below net.Socket: TCP handles and write requests.

    A net.Socket is two streams and an event emitter. It takes 2 KB more than the handle it wraps, and a connection that makes
    one request costs twice as much (docs/performance.md). So accepted connections use the handle itself. That is not an
    official interface, though unchanged since Node 12: `selfTest` (self-test.ts) tries it once in each process, and where it
    fails, or is not there, net.Socket is used.
*/

import { getSystemErrorName } from 'node:util'

/** What libuv answers at the end of a stream. */
export const UV_EOF = -4095

/** One write or shutdown. */
export interface StreamRequest {
    handle: TcpHandle
    oncomplete: (this: StreamRequest, status: number) => void
    /** Keeps the bytes alive until they are written. */
    buffer: unknown
}

/** Who is called back by a handle. */
export interface HandleOwner {
    /** `count` bytes were read into the common buffer, or (negative) an error or the end. */
    readDone(count: number): void
    writeDone(status: number): void
    shutdownDone(status: number): void
    closeDone(): void
}

/** An address as handles give it. */
export interface HandleAddress {
    address?: string
    port?: number
    family?: string
}

/** Node's TCP handle. Methods that return numbers answer 0, or a negative error number. */
export interface TcpHandle {
    /** Node's place for whom the callbacks are for: `ownerOf` and `setOwner`. */
    [owner: symbol]: HandleOwner
    onread: (this: TcpHandle) => void
    /** Not on Windows. */
    readonly fd?: number
    readonly writeQueueSize: number
    readonly bytesRead: number
    readonly bytesWritten: number
    useUserBuffer(buffer: Uint8Array): void
    readStart(): number
    readStop(): number
    writeLatin1String(request: StreamRequest, text: string): number
    writeUtf8String(request: StreamRequest, text: string): number
    writeBuffer(request: StreamRequest, bytes: Uint8Array): number
    /** `chunks`: data, encoding, data, encoding ... */
    writev(request: StreamRequest, chunks: unknown[], allBuffers: boolean): number
    shutdown(request: StreamRequest): number
    close(done: (this: TcpHandle) => void): void
    reset(done: (this: TcpHandle) => void): number
    getpeername(out: HandleAddress): number
    getsockname(out: HandleAddress): number
    setNoDelay(on: boolean): number
    ref(): void
    unref(): void
}

/** Node's internal module of the name. */
interface StreamBinding {
    readonly WriteWrap: new () => StreamRequest
    readonly ShutdownWrap: new () => StreamRequest
    /** Results of the latest call, at the indexes below. */
    readonly streamBaseState: Int32Array
    readonly kReadBytesOrError: number
    readonly kBytesWritten: number
    readonly kLastWriteWasAsync: number
}

/** The buffer into which all sockets of the process read. What it holds is used or copied before the callback returns. */
export const readBuffer = /* @__PURE__ */ Buffer.allocUnsafeSlow(65536)

/** The module; null where this Node does not give it, or another shape of it. */
export const streamBinding: StreamBinding | null = /* @__PURE__ */ findBinding()

/** The symbol of the place in each handle where Node keeps its net.Socket; for handles without one a symbol of our own. */
let ownerKey = Symbol('owner')

/** Whom the callbacks of a handle are for. */
export function ownerOf(handle: TcpHandle): HandleOwner {
    return handle[ownerKey]!
}

/** Sets whom the callbacks of a handle are for. */
export function setOwner(handle: TcpHandle, owner: HandleOwner): void {
    handle[ownerKey] = owner
}

/** Finds the place for owners in a handle of Node's. Before any handle gets one. */
export function findOwnerPlace(handle: object): void {
    ownerKey = Object.getOwnPropertySymbols(handle).find(symbol => symbol.description === 'owner_symbol') ?? ownerKey
}

/** Methods that a handle must have. */
const methods: readonly Extract<keyof TcpHandle, string>[] = [
    'useUserBuffer',
    'readStart',
    'readStop',
    'writeLatin1String',
    'writeUtf8String',
    'writeBuffer',
    'writev',
    'shutdown',
    'close',
    'reset',
    'getpeername',
    'getsockname',
    'setNoDelay',
    'ref',
    'unref',
]

/** Whether an object looks like a TCP handle. */
export function isTcpHandle(value: unknown): value is TcpHandle {
    return (
        typeof value === 'object' &&
        value !== null &&
        methods.every(name => typeof (value as Record<string, unknown>)[name] === 'function') &&
        typeof (value as TcpHandle).writeQueueSize === 'number'
    )
}

/** The error of a system call, as Node makes it. */
export function systemError(status: number, call: string): NodeJS.ErrnoException {
    const code = getSystemErrorName(status)
    return Object.assign(new Error(`${call} ${code}`), { errno: status, code, syscall: call })
}

function findBinding(): StreamBinding | null {
    try {
        const source = process as unknown as { binding(name: string): Partial<StreamBinding> }
        const found = source.binding('stream_wrap')
        const complete =
            typeof found.WriteWrap === 'function' &&
            typeof found.ShutdownWrap === 'function' &&
            found.streamBaseState instanceof Int32Array &&
            typeof found.kReadBytesOrError === 'number' &&
            typeof found.kBytesWritten === 'number' &&
            typeof found.kLastWriteWasAsync === 'number'
        return complete ? (found as StreamBinding) : null
    } catch {
        return null
    }
}
