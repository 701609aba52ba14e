/*
    message-reader.ts -- Plays the reading half of a server over a stream of bytes: head, body, next head, to the end.

    What it takes in is judged by what came out of it, so two ways to cut the same stream can be compared. Every piece is
    copied into one scratch buffer which is spoiled afterwards: a parser that keeps a reference to its input is found out.
*/

import { ChunkedDecoder, isKnownMethod, type RequestLimits, RequestParser } from '../../../services/http/index.js'

/** A request that was read, in plain data. */
export interface Message {
    method: string
    target: string
    minorVersion: number
    keepAlive: boolean
    contentLength: number
    chunked: boolean
    expectContinue: boolean
    fields: [string, string][]
    body: string
    complete: boolean
}

/** What became of a stream. */
export interface Outcome {
    /** The code of the fault that ended it, or null. */
    error: string | null
    /** The requests in order; the last one may be incomplete. */
    messages: Message[]
    /** Whether the rest of the stream belongs to another protocol (CONNECT, Upgrade). */
    handedOver: boolean
}

const HEAD = 0
const LENGTH = 1
const CHUNKED = 2
const CLOSED = 3
const HANDED_OVER = 4

const scratch = Buffer.alloc(1 << 18)

/** Reads a stream of requests. */
export class MessageReader {
    readonly outcome: Outcome = { error: null, messages: [], handedOver: false }

    readonly #parser: RequestParser
    readonly #chunks = new ChunkedDecoder()
    #state = HEAD
    #left = 0

    constructor(limits?: RequestLimits) {
        this.#parser = new RequestParser(limits)
    }

    /** Take in one piece. */
    feed(piece: Uint8Array): void {
        scratch.set(piece, 7)
        const end = 7 + piece.length
        let pos = 7
        while (pos < end && this.outcome.error === null && this.#state !== HANDED_OVER) {
            pos = this.#step(pos, end)
        }
        scratch.fill(0xff, 0, end + 16)
    }

    #step(pos: number, end: number): number {
        switch (this.#state) {
            case HEAD:
                return this.#head(pos, end)
            case LENGTH: {
                const span = Math.min(this.#left, end - pos)
                this.#body(pos, pos + span)
                this.#left -= span
                if (this.#left === 0) {
                    this.#end()
                }
                return pos + span
            }
            case CHUNKED: {
                const next = this.#chunks.execute(scratch, pos, end)
                this.#body(this.#chunks.dataStart, this.#chunks.dataEnd)
                if (this.#chunks.error !== null) {
                    this.outcome.error = this.#chunks.error.code
                } else if (this.#chunks.complete) {
                    this.#end()
                }
                return next
            }
            default:
                // RFC 9112 §9.6: nothing that follows the last request is processed; empty lines are forgiven
                if (scratch[pos] !== 13 && scratch[pos] !== 10) {
                    this.outcome.error = 'DATA_AFTER_CLOSE'
                }
                return pos + 1
        }
    }

    #head(pos: number, end: number): number {
        const parser = this.#parser
        const next = parser.execute(scratch, pos, end)
        if (parser.error !== null) {
            this.outcome.error = parser.error.code
        } else if (parser.complete) {
            const head = parser.head
            this.outcome.messages.push({
                method: head.method,
                target: head.target,
                minorVersion: head.minorVersion,
                keepAlive: head.keepAlive,
                contentLength: head.contentLength,
                chunked: head.chunked,
                expectContinue: head.expectContinue,
                fields: [...head.fields],
                body: '',
                complete: false,
            })
            if (!isKnownMethod(head.method)) {
                this.outcome.error = 'METHOD_NOT_IMPLEMENTED'
            } else if (head.method === 'CONNECT' || head.upgrade !== undefined) {
                this.outcome.handedOver = true
                this.#state = HANDED_OVER
            } else if (head.chunked) {
                this.#chunks.reset()
                this.#state = CHUNKED
            } else if (head.contentLength > 0) {
                this.#left = head.contentLength
                this.#state = LENGTH
            } else {
                this.#end()
            }
        }
        return next
    }

    #body(start: number, end: number): void {
        this.outcome.messages.at(-1)!.body += scratch.toString('latin1', start, end)
    }

    #end(): void {
        this.outcome.messages.at(-1)!.complete = true
        this.#state = this.#parser.head.keepAlive ? HEAD : CLOSED
    }
}

/** Read the pieces in turn. */
export function read(pieces: Iterable<Uint8Array>, limits?: RequestLimits): Outcome {
    const reader = new MessageReader(limits)
    for (const piece of pieces) {
        reader.feed(piece)
    }
    return reader.outcome
}

/** The ways to cut `bytes` that every test tries: whole, in two at each byte, and into single bytes. */
export function* cuts(bytes: Uint8Array): Generator<[name: string, pieces: Uint8Array[]]> {
    yield ['whole', [bytes]]
    for (let at = 1; at < bytes.length; at++) {
        yield [`cut at ${at}`, [bytes.subarray(0, at), bytes.subarray(at)]]
    }
    yield ['byte by byte', Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))]
}

/** The code of the fault in `text`, null for none; a sentence when it depends on how the text is cut. */
export function faultOf(text: string, limits?: RequestLimits): string | null {
    const codes = new Set<string | null>()
    for (const [, pieces] of cuts(Buffer.from(text, 'latin1'))) {
        codes.add(read(pieces, limits).error)
    }
    return codes.size === 1 ? [...codes][0]! : `Depends on the cut: ${[...codes].join(', ')}`
}
