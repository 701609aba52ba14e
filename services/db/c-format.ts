/*
    c-format.ts -- The files of Ioto C, version 2: read when a database is opened, written by an export. Source: spec db.md §11.
*/

import { JSON_ENCODE, JSON_JSON5, Json, parse } from '../json/index.js'
import { DB_MAX_ITEM, DB_MAX_KEY } from './constants.js'
import type { DbItem } from './item.js'
import { isObject, type PlainObject, storable } from './values.js'

/** An item of a data file. */
export interface CItem {
    readonly key: string
    readonly data: PlainObject
}

/** A record of a journal. */
export interface CRecord {
    readonly command: string
    readonly model: string
    readonly data: PlainObject
}

/** What was read, and where it ended to make sense; the length of the file, if all of it did. */
export interface CList<T> {
    readonly items: readonly T[]
    readonly end: number
    /** Records that are whole, and no item. */
    readonly skipped: number
}

/** The items of a data file. Source: spec db.md §11.1. */
export function readCData(bytes: Buffer): CList<CItem> {
    const items: CItem[] = []
    let at = 2
    let skipped = 0
    for (;;) {
        const key = textAt(bytes, at, DB_MAX_KEY - 1)
        const value = key === null ? null : textAt(bytes, at + 4 + key.length, DB_MAX_ITEM)
        if (key === null || value === null) {
            return { items, end: at, skipped }
        }
        at += 8 + key.length + value.length
        const data = itemOf(value.toString('utf8'))
        if (data === null || key.length === 0) {
            skipped++
        } else {
            items.push({ key: key.toString('utf8'), data })
        }
    }
}

/** The records of a journal. Source: spec db.md §11.2. */
export function readCJournal(bytes: Buffer): CList<CRecord> {
    const items: CRecord[] = []
    let at = 2
    let skipped = 0
    for (;;) {
        let next = at + 4
        const texts: string[] = []
        for (let i = 0; i < 3; i++) {
            const text = textAt(bytes, next, DB_MAX_ITEM + 1)
            if (text === null || text.length === 0) {
                return { items, end: Math.min(at, bytes.length), skipped }
            }
            texts.push(text.toString('utf8', 0, text.length - 1))
            next += 4 + text.length
        }
        at = next
        const [command, model, value] = texts
        const data = itemOf(value!)
        if (data === null) {
            skipped++
        } else {
            items.push({ command: command!, model: model!, data })
        }
    }
}

/** The bytes of a text with its length before it; null if they are not there, or longer than they may be. */
function textAt(bytes: Buffer, at: number, most: number): Buffer | null {
    if (at + 4 > bytes.length) {
        return null
    }
    const length = bytes.readUInt32LE(at)
    return length > most || at + 4 + length > bytes.length ? null : bytes.subarray(at + 4, at + 4 + length)
}

function itemOf(text: string): PlainObject | null {
    try {
        const data = storable(parse(text))
        return isObject(data) ? data : null
    } catch {
        return null
    }
}

/** A data file with items in the order of their keys. Source: spec db.md §11.1. */
export function* cDataFile(items: Iterable<DbItem>): Generator<Buffer, void> {
    yield Buffer.from([2, 0])
    for (const { key, data } of items) {
        const name = Buffer.from(key)
        const value = Buffer.from(Json.fromObject(data).toString(JSON_JSON5 | JSON_ENCODE))
        const lengths = [name, value].map(({ length }) => {
            const bytes = Buffer.alloc(4)
            bytes.writeUInt32LE(length)
            return bytes
        })
        yield Buffer.concat([lengths[0]!, name, lengths[1]!, value])
    }
}
