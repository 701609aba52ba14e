/*
    stream-source.ts -- A Node stream as a source of waits: readable when there is something to read, or its end, or an error.
*/

import type { Readable, Writable } from 'node:stream'
import { R_READABLE, R_WRITABLE } from './events.js'
import type { SourceListener, WaitSource } from './source.js'

/** Readable, writable, or both, such as a net.Socket. */
export type NodeStream = Readable | Writable

type AnyStream = Partial<Pick<Readable, 'readableLength' | 'readableEnded' | 'read'>> &
    Partial<Pick<Writable, 'writable' | 'writableNeedDrain'>> &
    Pick<Readable, 'destroyed' | 'errored' | 'on' | 'off'>

/** Events that may change what holds. An error without a listener would end the process. */
const names = ['end', 'error', 'close', 'drain', 'finish'] as const

/** Whether a value is a stream of Node. */
export function isStream(value: unknown): value is NodeStream {
    const stream = value as Partial<AnyStream> | null
    return (
        typeof value === 'object' &&
        typeof stream?.on === 'function' &&
        typeof stream.off === 'function' &&
        (typeof stream.readableLength === 'number' || typeof stream.writable === 'boolean')
    )
}

/** Watches a stream. It is in paused mode from here on: what comes stays in its buffer until somebody reads. */
export class StreamSource implements WaitSource {
    readonly #stream: AnyStream
    #listener: SourceListener | null = null

    constructor(stream: NodeStream) {
        this.#stream = stream as AnyStream
    }

    start(listener: SourceListener): void {
        this.#listener = listener
        const stream = this.#stream
        for (const name of names) {
            stream.on(name, this.#onChange)
        }
        if (stream.readableLength !== undefined) {
            stream.on('readable', this.#onReadable)
        }
    }

    look(mask: number): number {
        const stream = this.#stream
        const isOver = stream.destroyed || stream.errored !== null
        const readable =
            stream.readableLength !== undefined &&
            (isOver || stream.readableLength > 0 || stream.readableEnded === true)
        // Once it has ended a write fails at once, which is no reason to wait.
        const writable = stream.writable !== undefined && (isOver || !stream.writable || !stream.writableNeedDrain)
        return ((readable ? R_READABLE : 0) | (writable ? R_WRITABLE : 0)) & mask
    }

    stop(): void {
        for (const name of names) {
            this.#stream.off(name, this.#onChange)
        }
        this.#stream.off('readable', this.#onReadable)
    }

    readonly #onChange = (): void => {
        this.#listener?.sourceChanged()
    }

    readonly #onReadable = (): void => {
        if (this.#stream.readableLength === 0) {
            // The end has come with nothing before it; a read makes the stream notice.
            this.#stream.read?.()
        }
        this.#onChange()
    }
}
