/*
    records.ts -- What a session notes, as bytes.

        file     "ioto-mqtt 1\n" | frame ...
        frame    u32 length | u32 CRC-32 of the payload | payload
        payload  u8 type | the rest, as below. Big-endian; numbers of messages are f64

    A frame is good as a whole or not at all.
*/

import { crc32 } from '../crypt/index.js'
import type { Incoming } from './inbox.js'
import type { Outgoing } from './outgoing.js'

/** How a file begins. */
export const FILE_HEAD: Buffer = Buffer.from('ioto-mqtt 1\n')

/** Types of records. */
export const CLIENT = 0
export const OUT = 1
export const ID = 2
export const RELEASE = 3
export const DONE = 4
export const IN = 5
export const TAKEN = 6
export const HANDLED = 7
export const FORGET = 8

/** Bytes before the payload of a frame. */
export const FRAME = 8

function frame(type: number, size: number): Buffer {
    const bytes = Buffer.allocUnsafe(FRAME + 1 + size)
    bytes.writeUInt32BE(1 + size, 0)
    bytes[FRAME] = type
    return bytes
}

function sealed(bytes: Buffer): Buffer {
    bytes.writeUInt32BE(crc32(bytes.subarray(FRAME)), 4)
    return bytes
}

/** Whose session it is. */
export function clientRecord(clientId: string): Buffer {
    const size = Buffer.byteLength(clientId)
    const bytes = frame(CLIENT, size)
    bytes.write(clientId, FRAME + 1)
    return sealed(bytes)
}

/** A message that was added: f64 number, f64 time, u8 flags, u16 id, u16 length of the topic, topic, payload. */
export function outRecord({ sequence, time, qos, retain, priority, id, topic, payload }: Outgoing): Buffer {
    const length = Buffer.byteLength(topic)
    const bytes = frame(OUT, 21 + length + payload.length)
    let at = bytes.writeDoubleBE(sequence, FRAME + 1)
    at = bytes.writeDoubleBE(time, at)
    at = bytes.writeUInt8(qos | (retain ? 4 : 0) | (priority << 3), at)
    at = bytes.writeUInt16BE(id, at)
    at = bytes.writeUInt16BE(length, at)
    at += bytes.write(topic, at)
    payload.copy(bytes, at)
    return sealed(bytes)
}

/** It has got a packet id. */
export function idRecord({ sequence, id }: Outgoing): Buffer {
    const bytes = frame(ID, 10)
    bytes.writeUInt16BE(id, bytes.writeDoubleBE(sequence, FRAME + 1))
    return sealed(bytes)
}

/** PUBREC has come. */
export function releasedRecord({ sequence }: Outgoing): Buffer {
    return numberRecord(RELEASE, sequence)
}

/** It is over. */
export function doneRecord({ sequence }: Outgoing): Buffer {
    return numberRecord(DONE, sequence)
}

/** A message of QoS 2 has come: u16 id, u8 flags, u16 length of the topic, topic, payload. */
export function inRecord({ id, retain, topic, payload }: Incoming): Buffer {
    const length = Buffer.byteLength(topic)
    const bytes = frame(IN, 5 + length + payload.length)
    let at = bytes.writeUInt16BE(id, FRAME + 1)
    at = bytes.writeUInt8(retain ? 1 : 0, at)
    at = bytes.writeUInt16BE(length, at)
    at += bytes.write(topic, at)
    payload.copy(bytes, at)
    return sealed(bytes)
}

/** PUBREL has come for it. */
export function takenRecord(id: number, sequence: number): Buffer {
    const bytes = frame(TAKEN, 10)
    bytes.writeUInt16BE(id, bytes.writeDoubleBE(sequence, FRAME + 1))
    return sealed(bytes)
}

/** It was handled. */
export function handledRecord(sequence: number): Buffer {
    return numberRecord(HANDLED, sequence)
}

/** It is forgotten. */
export function forgetRecord(id: number): Buffer {
    const bytes = frame(FORGET, 2)
    bytes.writeUInt16BE(id, FRAME + 1)
    return sealed(bytes)
}

function numberRecord(type: number, sequence: number): Buffer {
    const bytes = frame(type, 8)
    bytes.writeDoubleBE(sequence, FRAME + 1)
    return sealed(bytes)
}
