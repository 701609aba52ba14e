/*
    snapshot.ts -- The image of all items: how it is written and read.
*/

import { type Frame, frameOf, headOf, readFrames } from './frames.js'
import type { DbItem } from './item.js'
import type { SnapshotHead, SnapshotItem } from './journal-record.js'

/** Characters of a frame. */
const CHUNK = 256 * 1024

/** The bytes of a snapshot, in pieces. */
export function* snapshotFile(head: SnapshotHead, items: Iterable<DbItem>): Generator<Buffer, void> {
    yield headOf('s')
    let sequence = 0
    yield frameOf(sequence++, JSON.stringify(head))
    let chunk = ''
    let count = 0
    for (const { key, version, data } of items) {
        const text = JSON.stringify(data)
        chunk += `${chunk === '' ? '[' : ','}[${JSON.stringify(key)},${version},${text},${text.length}]`
        count++
        if (chunk.length >= CHUNK) {
            yield frameOf(sequence++, `${chunk}]`)
            chunk = ''
        }
    }
    if (chunk !== '') {
        yield frameOf(sequence++, `${chunk}]`)
    }
    yield frameOf(sequence, JSON.stringify({ end: count }))
}

/** What a snapshot holds. */
export interface Snapshot {
    readonly head: SnapshotHead
    readonly chunks: readonly (readonly SnapshotItem[])[]
    /** Nothing is missing. */
    readonly isWhole: boolean
}

/** Reads a snapshot; one that is damaged as far as it goes. */
export function readSnapshot(bytes: Buffer): Snapshot {
    const { frames, end } = readFrames(bytes)
    const head = isHead(frames[0]) ? (frames[0]!.payload as SnapshotHead) : null
    const chunks = frames.slice(1).filter(({ payload }) => Array.isArray(payload)) as { payload: SnapshotItem[] }[]
    const count = chunks.reduce((sum, { payload }) => sum + payload.length, 0)
    const last = frames.at(-1)?.payload as { end?: number } | undefined
    return {
        head: head ?? { version: 0, sequence: 0, schema: null, pending: [] },
        chunks: chunks.map(({ payload }) => payload),
        isWhole: head !== null && last?.end === count && end === bytes.length && inOrder(frames),
    }
}

function isHead(frame: Frame | undefined): boolean {
    const head = frame?.payload as Partial<SnapshotHead> | undefined
    return frame?.sequence === 0 && typeof head?.version === 'number' && typeof head.sequence === 'number'
}

function inOrder(frames: readonly Frame[]): boolean {
    return frames.every(({ sequence }, i) => sequence === i)
}
