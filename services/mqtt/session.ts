/*
    session.ts -- Session: what client and broker have not settled with each other, over connections and, with a file, over restarts.
*/

import { type Fiber, Logger } from '../../fiber/index.js'
import { MqttError } from './errors.js'
import { Inbox, type Incoming } from './inbox.js'
import { type Journal, noJournal } from './journal.js'
import { Outbox, type QueueLimits } from './outbox.js'
import { readSession, writeSession } from './restore.js'
import { SessionFile } from './session-file.js'

const log = new Logger('mqtt')

/** A session. */
export class Session {
    readonly outbox: Outbox
    readonly inbox: Inbox
    readonly journal: Journal
    /** Null: it is not kept. */
    readonly file: SessionFile | null
    readonly #clientId: string

    constructor(clientId: string, path: string | null, limits: QueueLimits) {
        this.#clientId = clientId
        this.file = path === null ? null : new SessionFile(path, () => writeSession(clientId, this.outbox, this.inbox))
        this.journal = this.file ?? noJournal
        this.outbox = new Outbox(this.journal, limits)
        this.inbox = new Inbox(this.journal)
    }

    /**
     * Reads the file, and makes it ready. Gives messages that came before the restart and were not handled. Throws `MQTT_STORE`, also if it is
     * the session of another client: its packet ids mean nothing to the broker.
     */
    *open(): Fiber<ReadonlyMap<number, Incoming>> {
        if (this.file === null) {
            return new Map()
        }
        let isOpen = false
        try {
            this.#restore(yield* this.file.read())
            yield* this.file.open()
            isOpen = true
        } finally {
            if (!isOpen) {
                this.file.release()
            }
        }
        return new Map(this.inbox.unhandled)
    }

    #restore(bytes: Buffer | null): void {
        if (bytes === null) {
            return
        }
        const { clientId, outgoing, waiting, unhandled, damaged } = readSession(bytes)
        if (clientId !== null && clientId !== this.#clientId) {
            throw new MqttError(
                'MQTT_STORE',
                `Cannot open session: the file is of client ${JSON.stringify(clientId)}, wanted ${JSON.stringify(this.#clientId)}`,
            )
        }
        if (damaged > 0) {
            // The end of what was being written when the machine stopped.
            log.info(`The session of ${this.#clientId} ended in a record that was not complete`, { bytes: damaged })
        }
        for (const message of outgoing) {
            this.outbox.restore(message)
        }
        for (const message of waiting) {
            this.inbox.restoreWaiting(message)
        }
        for (const [sequence, message] of unhandled) {
            this.inbox.restore(sequence, message)
        }
    }
}
