/*
    event-parser.ts -- EventParser: server-sent events, as the HTML standard reads them ("Interpreting an event stream").

        stream = [ BOM ] *event      event = *( comment / field ) end-of-line      end-of-line = CRLF / CR / LF

    Bytes in, events out, however the bytes are cut. A block without data makes no event, and a last one without its empty line is dropped.
*/

import { PieceBuffer } from '../http/index.js'

/** An event of a server. */
export interface ServerEvent {
    /** The id as a number, as the original agent has it: a leading whole number; -1: this event has no such id. */
    readonly id: number
    /** The id that a new connection would tell (`Last-Event-ID`); empty: none was ever told. */
    readonly lastEventId: string
    /** Its name; null: it has none, which means `message`. */
    readonly event: string | null
    /** Lines joined with LF. */
    readonly data: string
}

const LF = 10
const CR = 13

/** Reads one stream of events. */
export class EventParser {
    /** The latest id that was told. */
    lastEventId: string
    /** Milliseconds that the server wants before a new connection; -1: it said nothing. */
    retry = -1
    /** Bytes of the event under way. */
    size = 0
    /** Beginning of a line that goes on in the next piece. */
    readonly #begun = new PieceBuffer()
    #started = false
    /** The last byte was CR: an LF that follows belongs to it. */
    #afterCr = false
    #id: string | null = null
    #event: string | null = null
    #data: string[] | null = null

    /** `lastEventId`: that of a former connection. */
    constructor(lastEventId = '') {
        this.lastEventId = lastEventId
    }

    /** A parser for the next connection of the same stream. */
    next(): EventParser {
        const parser = new EventParser(this.lastEventId)
        parser.retry = this.retry
        return parser
    }

    /** Reads bytes, and gives the events that they complete. The bytes are not kept. */
    parse(bytes: Buffer): ServerEvent[] {
        const found: ServerEvent[] = []
        let start = 0
        for (let pos = 0; pos < bytes.length; pos++) {
            const byte = bytes[pos]
            if (this.#afterCr) {
                this.#afterCr = false
                if (byte === LF) {
                    start = pos + 1
                    continue
                }
            }
            if (byte === LF || byte === CR) {
                this.#afterCr = byte === CR
                const event = this.#line(bytes, start, pos)
                if (event !== null) {
                    found.push(event)
                }
                start = pos + 1
            }
        }
        if (start < bytes.length) {
            this.size += bytes.length - start
            this.#begun.add(bytes, start)
        }
        return found
    }

    #line(bytes: Buffer, start: number, end: number): ServerEvent | null {
        this.size += end - start + 1
        let line = this.#whole(bytes, start, end)
        if (!this.#started) {
            this.#started = true
            line = line.replace(/^\ufeff/, '')
        }
        if (line === '') {
            return this.#dispatch()
        }
        const colon = line.indexOf(':')
        if (colon !== 0) {
            const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
            this.#field(colon < 0 ? line : line.slice(0, colon), value)
        }
        return null
    }

    #whole(bytes: Buffer, start: number, end: number): string {
        if (this.#begun.length === 0) {
            return bytes.toString('utf8', start, end)
        }
        this.#begun.add(bytes, start, end)
        return this.#begun.take().toString()
    }

    #field(name: string, value: string): void {
        // In lower case only: `Data` is another name, which is ignored. The original agent took it (spec url.md §14)
        switch (name) {
            case 'data':
                this.#data ??= []
                this.#data.push(value)
                break
            case 'event':
                this.#event = value
                break
            case 'id':
                if (!value.includes('\0')) {
                    this.#id = value
                }
                break
            case 'retry':
                if (/^\d{1,9}$/.test(value)) {
                    this.retry = Number(value)
                }
                break
            default:
        }
    }

    #dispatch(): ServerEvent | null {
        const id = this.#id
        const data = this.#data
        const event = this.#event
        this.lastEventId = id ?? this.lastEventId
        this.#id = null
        this.#event = null
        this.#data = null
        this.size = 0
        const number = /^\s*[+-]?\d+/.exec(id ?? '')
        return data === null
            ? null
            : {
                  id: number === null ? -1 : Number(number[0]),
                  lastEventId: this.lastEventId,
                  event: event === '' ? null : event,
                  data: data.join('\n'),
              }
    }
}
