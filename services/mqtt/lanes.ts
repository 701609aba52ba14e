/*
    lanes.ts -- Lanes: acknowledgements overtake messages that nobody takes yet.

        from the broker  --+--> messages   --- held while a subscription is full ---+--> parser
                           +--> the rest   -----------------------------------------+

    A handler that is slow holds the messages back, and in the end the broker. But a handler may itself publish, and wait for an
    acknowledgement: if that lay behind the held messages, both would wait for ever. So everything that is not a message goes first, and
    while somebody waits for an acknowledgement reading goes on. What comes meanwhile is bounded: above the bound messages of QoS 0 are
    dropped, which their QoS permits, and counted. (Brokers send few messages of QoS 1 and 2 without an acknowledgement.)
*/

/** A piece of what came. */
interface Piece {
    readonly bytes: Buffer
    /** A packet is complete with it. */
    readonly ends: boolean
}

/** Two queues in front of a parser. */
export class Lanes {
    /** Messages are held. */
    held = false
    /** Somebody waits for an acknowledgement, so reading must go on. */
    awaited = false
    /** Messages of QoS 0 that were dropped. */
    dropped = 0
    readonly #bound: number
    readonly #messages: Piece[] = []
    readonly #rest: Piece[] = []
    #bytes = 0
    /** The parser has the beginning of a message: only what follows of that may come next. */
    #midway = false
    #dropping = false

    /** `bound` is in bytes of messages that are held. */
    constructor(bound: number) {
        this.#bound = bound
    }

    /** Bytes of messages that wait. */
    get bytes(): number {
        return this.#bytes
    }

    /** There is something that the parser must have before it gets anything directly, or packets must be told apart. */
    get inUse(): boolean {
        return this.held || this.#messages.length > 0 || this.#rest.length > 0
    }

    /** Reading should stop until messages were taken, or somebody waits for an acknowledgement. */
    get isFull(): boolean {
        return this.#bytes >= this.#bound && !this.awaited
    }

    /** More came than may be held, while reading had to go on. */
    get isOverrun(): boolean {
        return this.#bytes >= this.#bound * 4
    }

    /** Adds a piece, see `GuardSink`. The bytes must stay as they are. */
    add(bytes: Buffer, qos: number, begins: boolean, ends: boolean): void {
        if (qos < 0) {
            this.#rest.push({ bytes, ends })
            return
        }
        if (begins) {
            this.#dropping = qos === 0 && this.held && this.#bytes >= this.#bound
            this.dropped += this.#dropping ? 1 : 0
        }
        if (!this.#dropping) {
            this.#messages.push({ bytes, ends })
            this.#bytes += bytes.length
        }
    }

    /** Notes that the parser got something directly. `ends`: it ended with a whole packet. */
    passed(ends: boolean): void {
        this.#midway = !ends
    }

    /** What the parser is to have next; null: nothing now. */
    next(): Buffer | null {
        if (this.#midway || (this.#rest.length === 0 && !this.held)) {
            return this.#take(this.#messages)
        }
        return this.#take(this.#rest)
    }

    #take(lane: Piece[]): Buffer | null {
        const piece = lane.shift()
        if (piece === undefined) {
            return null
        }
        if (lane === this.#messages) {
            this.#bytes -= piece.bytes.length
        }
        this.#midway = !piece.ends
        return piece.bytes
    }
}
