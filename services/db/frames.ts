/*
    frames.ts -- Our own files: a head, and frames with checksum and sequence number.

        file    u16 version 3 | "iotod" | 's' snapshot or 'j' journal | frame ...
        frame   u32 length | u32 CRC-32 of all that follows | u64 sequence | payload, `length` bytes of JSON

    Little-endian. A frame is good as a whole or not at all: what was changed together is in one frame.

        journal payload    [[command, version, flags, key, data, ...], ...]    see journal-record.ts
        snapshot payload   first: a SnapshotHead; then [[key, version, data, characters], ...]; last: {"end": number of items}
*/

import { crc32 } from '../crypt/index.js'

/** Version of our files; that of C is 2. */
export const VERSION = 3

/** Bytes of the head of a file. */
export const HEAD = 8

/** Bytes of the head of a frame. */
export const FRAME = 16

/** What a file is. */
export type FileKind = 's' | 'j'

/** The head of a file. */
export function headOf(kind: FileKind): Buffer {
    const head = Buffer.from(`\0\0iotod${kind}`, 'latin1')
    head.writeUInt16LE(VERSION, 0)
    return head
}

/** A frame. */
export interface Frame {
    readonly sequence: number
    readonly payload: unknown
}

/** A payload, which is JSON, as a frame. */
export function frameOf(sequence: number, payload: string): Buffer {
    const frame = Buffer.allocUnsafe(FRAME + Buffer.byteLength(payload))
    frame.write(payload, FRAME)
    return sealFrame(frame, sequence)
}

/** Writes the head of a frame whose payload is there, and gives it back. */
export function sealFrame(frame: Buffer, sequence: number): Buffer {
    frame.writeUInt32LE(frame.length - FRAME, 0)
    frame.writeUInt32LE(sequence >>> 0, 8)
    frame.writeUInt32LE(Math.floor(sequence / 2 ** 32), 12)
    frame.writeUInt32LE(crc32(frame.subarray(8)), 4)
    return frame
}

/** What was read from a file: its good frames, and where they end. */
export interface FrameList {
    readonly frames: readonly Frame[]
    /** Offset behind the last good frame; the length of the file, if all of it is good. */
    readonly end: number
}

/** The frames of a file up to the first that is not good. */
export function readFrames(bytes: Buffer): FrameList {
    const frames: Frame[] = []
    let at = HEAD
    while (at + FRAME <= bytes.length) {
        const end = at + FRAME + bytes.readUInt32LE(at)
        if (end > bytes.length || crc32(bytes.subarray(at + 8, end)) !== bytes.readUInt32LE(at + 4)) {
            break
        }
        const payload = parsed(bytes.toString('utf8', at + FRAME, end))
        if (payload === undefined) {
            break
        }
        frames.push({ sequence: bytes.readUInt32LE(at + 8) + bytes.readUInt32LE(at + 12) * 2 ** 32, payload })
        at = end
    }
    return { frames, end: Math.min(at, bytes.length) }
}

/** The version at the head of a file; 0 for a file that is too short to have one, and holds nothing. */
export function versionOf(bytes: Buffer): number {
    return bytes.length < 2 ? 0 : bytes.readUInt16LE(0)
}

/**
 * What a file is: ours; ours with a damaged head; of Ioto C; of a later version of ours; something else. That the head is damaged, and
 * not that of a later version, is told by the frames: a later version must not have the same.
 */
export type FileSort = 'ours' | 'headless' | 'c' | 'later' | 'foreign'

/** Tells what a file is. One that is shorter than a head is ours as far as it goes. */
export function kindOf(bytes: Buffer, kind: FileKind): FileSort {
    const head = headOf(kind)
    const length = Math.min(bytes.length, HEAD)
    if (head.subarray(0, length).equals(bytes.subarray(0, length))) {
        return 'ours'
    }
    if (readFrames(bytes).frames.length > 0) {
        return 'headless'
    }
    if (head.subarray(2, length).equals(bytes.subarray(2, length)) && length > 2) {
        return 'later'
    }
    return versionOf(bytes) === 2 ? 'c' : 'foreign'
}

function parsed(text: string): unknown {
    try {
        return JSON.parse(text)
    } catch {
        return undefined
    }
}
