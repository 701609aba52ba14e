/*
    restore.ts -- Puts a session together from the records of its file, and makes such a file.
*/

import { crc32 } from '../crypt/index.js'
import type { Inbox, Incoming } from './inbox.js'
import type { Outbox } from './outbox.js'
import { INFLIGHT, Outgoing, QUEUED, RELEASED, STORED } from './outgoing.js'
import * as records from './records.js'

/** What was found in a file. */
export interface Restored {
    /** Whose session it is; null: the file does not say. */
    readonly clientId: string | null
    readonly outgoing: readonly Outgoing[]
    readonly waiting: readonly Incoming[]
    readonly unhandled: ReadonlyMap<number, Incoming>
    /** Bytes behind the last good record, which are of no use; 0: the file is whole. */
    readonly damaged: number
}

/** Reads a file. What comes after the first record that is not good is not looked at. */
export function readSession(file: Buffer): Restored {
    const outgoing = new Map<number, Outgoing>()
    const waiting = new Map<number, Incoming>()
    const unhandled = new Map<number, Incoming>()
    let clientId: string | null = null
    const { FILE_HEAD, FRAME } = records
    let at = file.subarray(0, FILE_HEAD.length).equals(FILE_HEAD) ? FILE_HEAD.length : file.length + 1
    while (at + FRAME < file.length) {
        const end = at + FRAME + file.readUInt32BE(at)
        const payload = file.subarray(at + FRAME, end)
        if (end > file.length || payload.length === 0 || crc32(payload) !== file.readUInt32BE(at + 4)) {
            break
        }
        at = end
        switch (payload[0]) {
            case records.CLIENT:
                clientId = payload.toString('utf8', 1)
                break
            case records.OUT: {
                const message = readOutgoing(payload)
                outgoing.set(message.sequence, message)
                break
            }
            case records.ID: {
                const message = outgoing.get(payload.readDoubleBE(1))
                if (message !== undefined) {
                    // In the order in which they were sent.
                    outgoing.delete(message.sequence)
                    outgoing.set(message.sequence, message)
                    Object.assign(message, { state: INFLIGHT, id: payload.readUInt16BE(9), wasSent: true })
                }
                break
            }
            case records.RELEASE: {
                const message = outgoing.get(payload.readDoubleBE(1))
                if (message !== undefined) {
                    message.state = RELEASED
                }
                break
            }
            case records.DONE:
                outgoing.delete(payload.readDoubleBE(1))
                break
            case records.IN: {
                const message = readIncoming(payload)
                waiting.set(message.id, message)
                break
            }
            case records.TAKEN: {
                const id = payload.readUInt16BE(9)
                const message = waiting.get(id)
                if (message !== undefined) {
                    waiting.delete(id)
                    unhandled.set(payload.readDoubleBE(1), message)
                }
                break
            }
            case records.HANDLED:
                unhandled.delete(payload.readDoubleBE(1))
                break
            case records.FORGET:
                waiting.delete(payload.readUInt16BE(1))
                break
        }
    }
    return {
        clientId,
        outgoing: [...outgoing.values()],
        waiting: [...waiting.values()],
        unhandled,
        damaged: Math.max(0, file.length - Math.min(at, file.length)) || (at > file.length ? file.length : 0),
    }
}

/** The file of a session. */
export function writeSession(clientId: string, outbox: Outbox, inbox: Inbox): Buffer {
    const parts = [records.FILE_HEAD, records.clientRecord(clientId)]
    for (const message of outbox.messages()) {
        parts.push(records.outRecord(message))
        if (message.state !== QUEUED) {
            parts.push(records.idRecord(message))
        }
        if (message.state === RELEASED) {
            parts.push(records.releasedRecord(message))
        }
    }
    for (const [sequence, message] of inbox.unhandled) {
        parts.push(records.inRecord(message), records.takenRecord(message.id, sequence))
    }
    for (const message of inbox.waiting.values()) {
        parts.push(records.inRecord(message))
    }
    return Buffer.concat(parts)
}

function readOutgoing(payload: Buffer): Outgoing {
    const flags = payload[17]!
    const start = 22
    const end = start + payload.readUInt16BE(20)
    const message = new Outgoing(
        payload.readDoubleBE(1),
        payload.toString('utf8', start, end),
        Buffer.copyBytesFrom(payload, end),
        (flags & 3) === 2 ? 2 : 1,
        (flags & 4) !== 0,
        (flags >> 3) & 3,
        payload.readDoubleBE(9),
    )
    message.progress = STORED
    return message
}

function readIncoming(payload: Buffer): Incoming {
    const end = 6 + payload.readUInt16BE(4)
    return {
        id: payload.readUInt16BE(1),
        retain: payload[3] === 1,
        topic: payload.toString('utf8', 6, end),
        payload: Buffer.copyBytesFrom(payload, end),
    }
}
