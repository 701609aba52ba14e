/*
    output.ts -- Output: collects what fibers write, so that the system gets it in one piece.

    A system call is 80 % of the cost of a small response (measurements.md), so a head and a body, or the responses to
    pipelined requests, are to be one. Text alone stays text: `+=` is nearly free, and the wire encodes it. When bytes come
    they are copied, with the text before them, to a buffer that all sockets use in turn; that is cheaper than a gathering
    write up to far beyond `copyLimit`, and the caller's bytes are the caller's again. Larger pieces go to the wire as they
    are, behind what was collected.
*/

import type { TextEncoding, Wire } from './wire.js'

/** What is collected is sent when it is as long as this. */
const collectLimit = 65536
/** Bytes up to this length are copied. */
const copyLimit = 16384
/** Buffers that nobody uses now; few, for they are used for moments. */
const spares: Buffer[] = []
const mostSpares = 8

/** What was written and not given to the wire. */
export class Output {
    bytesWritten = 0
    /** The wire's queue is above its mark. */
    blocked = false
    private readonly wire: Wire
    private text = ''
    private encoding: TextEncoding = 'latin1'
    /** Takes the place of `text` once there are bytes. */
    private bytes: Buffer | null = null
    /** Length of what is collected. */
    private size = 0
    /** The wire does not finish writes at once, so buffers cannot be reused. */
    private slow = false

    constructor(wire: Wire) {
        this.wire = wire
    }

    /** Bytes written, and those that are collected. */
    get bytesTaken(): number {
        const isText = this.bytes === null && this.encoding !== 'latin1'
        return this.bytesWritten + (isText ? Buffer.byteLength(this.text) : this.size)
    }

    /** Adds text. */
    addText(text: string, encoding: TextEncoding): void {
        const { length } = text
        if (this.bytes !== null || (encoding !== this.encoding && this.size > 0)) {
            this.addTextAsBytes(text, encoding)
            return
        }
        this.text = this.size === 0 ? text : this.text + text
        this.encoding = encoding
        this.size += length
        if (this.size >= collectLimit) {
            this.flush(false)
        }
    }

    /** Adds bytes. Returns false if the wire has to go on using them: they are to be left alone until it is drained. */
    addBytes(data: Uint8Array): boolean {
        const { length } = data
        if (length <= copyLimit) {
            if (length > 0) {
                const bytes = this.room(length)
                bytes.set(data, this.size)
                this.size += length
            }
            return true
        }
        this.flush(true)
        this.bytesWritten += length
        this.note(this.wire.write(data, 'latin1', false))
        return this.wire.pending === 0
    }

    /** Gives all to the wire. `more`: another write follows. */
    flush(more: boolean): void {
        const { bytes, size } = this
        if (size === 0) {
            return
        }
        this.size = 0
        if (bytes === null) {
            const { text, encoding } = this
            this.text = ''
            this.bytesWritten += encoding === 'latin1' ? size : Buffer.byteLength(text)
            this.note(this.wire.write(text, encoding, more))
            return
        }
        this.bytes = null
        this.bytesWritten += size
        this.note(this.wire.write(bytes.subarray(0, size), 'latin1', more))
        this.slow = more || this.wire.pending > 0
        if (!this.slow && bytes.length === collectLimit && spares.length < mostSpares) {
            spares.push(bytes)
        }
    }

    /** Forgets what was collected. */
    clear(): void {
        this.text = ''
        this.bytes = null
        this.size = 0
    }

    private note(below: boolean): void {
        if (!below) {
            this.blocked = true
        }
    }

    private addTextAsBytes(text: string, encoding: TextEncoding): void {
        const length = encoding === 'latin1' ? text.length : Buffer.byteLength(text)
        if (length > copyLimit) {
            this.flush(false)
            this.addText(text, encoding)
            return
        }
        const bytes = this.room(length)
        this.size += bytes.write(text, this.size, encoding)
    }

    /** A buffer with what is collected, and `length` bytes of room behind it. */
    private room(length: number): Buffer {
        if (this.bytes === null) {
            const { text, encoding } = this
            const used = this.size === 0 || encoding === 'latin1' ? this.size : Buffer.byteLength(text)
            if (used + length <= collectLimit) {
                const bytes = this.slow
                    ? Buffer.allocUnsafe(used + length)
                    : (spares.pop() ?? Buffer.allocUnsafeSlow(collectLimit))
                if (used > 0) {
                    bytes.write(text, 0, encoding)
                    this.text = ''
                }
                this.size = used
                this.bytes = bytes
                return bytes
            }
        } else if (this.size + length <= this.bytes.length) {
            return this.bytes
        }
        this.flush(false)
        return this.room(length)
    }
}
