/*
    inbox.ts -- Inbox: the messages of QoS 2 that came and are not over: such whose PUBREL is missing, and such that nobody has handled.

        PUBLISH --> waiting (by packet id) --PUBREL--> unhandled (by number) --> handled

    Both must survive a restart: of the first the broker would send only the PUBREL again, of the second nothing.
*/

import type { Journal } from './journal.js'
import { OVERHEAD } from './outgoing.js'
import { forgetRecord, handledRecord, inRecord, takenRecord } from './records.js'

/** A message that came. */
export interface Incoming {
    /** Packet id. */
    readonly id: number
    readonly topic: string
    readonly payload: Buffer
    readonly retain: boolean
}

/** The incoming half of a session. */
export class Inbox {
    /** PUBREL is missing. */
    readonly waiting = new Map<number, Incoming>()
    /** Acknowledged, and not handled. */
    readonly unhandled = new Map<number, Incoming>()
    readonly #journal: Journal
    #sequence = 0
    #bytes = 0

    constructor(journal: Journal) {
        this.#journal = journal
    }

    /** Bytes of the messages whose PUBREL is missing, and 64 for each. */
    get bytes(): number {
        return this.#bytes
    }

    /** PUBLISH has come; again, if the broker has not seen PUBREC [MQTT-4.3.3-2]. */
    add(message: Incoming): void {
        this.restoreWaiting(message)
        this.#journal.add(() => inRecord(message))
    }

    /** PUBREL has come: the message is to be handled. Gives the number by which that is told; 0: there is no such message. */
    take(id: number): number {
        const message = this.waiting.get(id)
        if (message === undefined) {
            return 0
        }
        this.waiting.delete(id)
        this.#bytes -= sizeOf(message)
        this.unhandled.set(++this.#sequence, message)
        const sequence = this.#sequence
        this.#journal.add(() => takenRecord(id, sequence))
        return sequence
    }

    /** It was handled. */
    handled(sequence: number): void {
        if (this.unhandled.delete(sequence)) {
            this.#journal.add(() => handledRecord(sequence))
        }
    }

    /** The broker has forgotten the session, and will use the ids for other messages. */
    forgetWaiting(): void {
        for (const id of this.waiting.keys()) {
            this.#journal.add(() => forgetRecord(id))
        }
        this.waiting.clear()
        this.#bytes = 0
    }

    /** Takes a message of an earlier process whose PUBREL is missing. */
    restoreWaiting(message: Incoming): void {
        const former = this.waiting.get(message.id)
        this.#bytes += sizeOf(message) - (former === undefined ? 0 : sizeOf(former))
        this.waiting.set(message.id, message)
    }

    /** Takes one that was not handled. */
    restore(sequence: number, message: Incoming): void {
        this.#sequence = Math.max(this.#sequence, sequence)
        this.unhandled.set(sequence, message)
    }
}

function sizeOf({ topic, payload }: Incoming): number {
    return topic.length + payload.length + OVERHEAD
}
