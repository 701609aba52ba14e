/*
    content-decoder.ts -- ContentDecoder: expands a compressed body while it is read (RFC 9110 §8.4).

    Node's streams do the work on the thread pool. They are read one piece at a time, and fed again when they want more, so that a few
    bytes which become gigabytes are expanded no faster than somebody takes them.
*/

import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { Event, type Fiber } from '../../fiber/index.js'
import { UrlError } from './errors.js'

/** What is asked for. */
export const ACCEPTED_CODINGS = 'gzip, deflate, br'

/** Bytes that a decoder holds ready. */
const PIECE = 65536

/** Codings of one body; more of them have no honest use. */
const MOST_CODINGS = 3

const makers: ReadonlyMap<string, () => ReturnType<typeof createGunzip>> = new Map([
    ['gzip', () => createGunzip({ chunkSize: PIECE })],
    ['x-gzip', () => createGunzip({ chunkSize: PIECE })],
    ['deflate', () => createInflate({ chunkSize: PIECE })],
    ['br', () => createBrotliDecompress({ chunkSize: PIECE })],
])

/** Where bytes come from; null: the end. A piece is valid until the fiber suspends. */
export interface PieceSource {
    next(): Fiber<Buffer | null>
    /** Lets go of what it holds; it is not read any more. */
    release?(): void
}

/** A source for the pieces of a body behind all its codings. Throws `URL_DECODE` for one that is not known. */
export function decodedBy(codings: string, source: PieceSource, url: string): PieceSource {
    const names = codings
        .toLowerCase()
        .split(',')
        .map(name => name.trim())
        .filter(name => name !== '' && name !== 'identity')
    if (names.length > MOST_CODINGS || names.some(name => !makers.has(name))) {
        throw new UrlError(
            'URL_DECODE',
            `Cannot decode response of ${url}: coding ${codings}, wanted ${ACCEPTED_CODINGS}`,
        )
    }
    // The last one was applied last
    return names.reduceRight((inner, name) => new ContentDecoder(inner, makers.get(name)!(), url), source)
}

class ContentDecoder implements PieceSource {
    readonly #source: PieceSource
    readonly #stream: ReturnType<typeof createGunzip>
    readonly #url: string
    readonly #changed = new Event('decoding of a body')
    #hungry = true
    #ended = false
    #error: Error | null = null

    constructor(source: PieceSource, stream: ReturnType<typeof createGunzip>, url: string) {
        this.#source = source
        this.#stream = stream
        this.#url = url
        const change = (): void => {
            this.#changed.emit()
        }
        stream.on('readable', change)
        stream.on('end', () => {
            this.#ended = true
            change()
        })
        stream.on('error', error => {
            this.#error = error
            change()
        })
    }

    *next(): Fiber<Buffer | null> {
        let over = false
        try {
            for (;;) {
                if (this.#error !== null) {
                    throw new UrlError('URL_DECODE', `Cannot decode response of ${this.#url}: ${this.#error.message}`, {
                        cause: this.#error,
                    })
                }
                const piece = this.#stream.read() as Buffer | null
                if (piece !== null || this.#ended) {
                    over = piece !== null
                    return piece
                }
                if (this.#hungry) {
                    yield* this.#feed()
                } else {
                    // The thread pool always answers, so this needs no deadline of its own
                    yield* this.#changed.wait()
                }
            }
        } finally {
            if (!over) {
                this.#stream.destroy()
            }
        }
    }

    release(): void {
        this.#stream.destroy()
        this.#source.release?.()
    }

    *#feed(): Fiber<void> {
        const input = yield* this.#source.next()
        this.#hungry = false
        if (input === null) {
            this.#stream.end()
        } else {
            this.#stream.write(Buffer.from(input), () => {
                this.#hungry = true
                this.#changed.emit()
            })
        }
    }
}
