/*
    read-buffer.ts -- Makes a net.Socket that Node has accepted, or TLS has wrapped, read into the common buffer.

    Node has the option `onread` for sockets that connect only. What it does is to set three fields of the socket, whose names
    are symbols, and to tell the handle. That is done here afterwards. `selfTest` (self-test.ts) sees whether it works.
*/

import { Socket as NetSocket } from 'node:net'
import { readBuffer, type TcpHandle } from './node-handles.js'

/** Called with the socket as `this`. Returns false to stop reading. */
export type ReadCallback = (this: NetSocket, count: number, buffer: Uint8Array) => boolean

/** The fields, by the description of their symbols. */
const fields = /* @__PURE__ */ findFields()

let trusted = false

/** Whether the way around the official interface may be used. Said by the self-test. */
export function trustReadBuffer(trust: boolean): void {
    trusted = trust
}

/** Has bytes given to `callback`, in the common buffer. False: it cannot be done, 'data' events are to be used. */
export function adoptReadBuffer(socket: NetSocket, callback: ReadCallback): boolean {
    if (fields === null) {
        return false
    }
    const inside = socket as unknown as Record<symbol, unknown> & { _handle?: Partial<TcpHandle> | null }
    if (inside[fields.buffer] === readBuffer) {
        // Made with the option.
        return true
    }
    if (!trusted || inside[fields.buffer] !== null || typeof inside._handle?.useUserBuffer !== 'function') {
        return false
    }
    inside[fields.buffer] = readBuffer
    inside[fields.callback] = callback
    inside._handle.useUserBuffer(readBuffer)
    return true
}

function findFields(): { readonly buffer: symbol; readonly callback: symbol } | null {
    const symbols = Object.getOwnPropertySymbols(new NetSocket())
    const buffer = symbols.find(symbol => symbol.description === 'kBuffer')
    const callback = symbols.find(symbol => symbol.description === 'kBufferCb')
    return buffer === undefined || callback === undefined ? null : { buffer, callback }
}
