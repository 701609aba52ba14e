/*
    zone-file.ts -- The compiled files of the zone database (RFC 8536), for the names of zones, which JavaScript does not have: `CET`,
    `EST`, `IST`. Read once and kept: 1 to 4 KB.

        TZif2   counts   data with 32 bits (skipped)
        TZif2   counts   times of changes   type of each   types (offset, name)   names   \n footer \n

    The footer tells how it goes on after the last change, as in `CET-1CEST,M3.5.0,M10.5.0/3`.
*/

import { readFileSync, statSync } from 'node:fs'

/** Where systems have the database. */
const places = ['/usr/share/zoneinfo', '/usr/lib/zoneinfo', '/usr/share/lib/zoneinfo']
/** No file of the database is larger, bytes. */
const largest = 256 * 1024
const headerSize = 44

/** A kind of time in a zone. */
interface ZoneType {
    /** Seconds east of Greenwich. */
    readonly offset: number
    readonly name: string
}

/** The names of a zone. */
export interface ZoneFile {
    /** When the zone changes, seconds since 1970, and to which type. */
    readonly changes: readonly { readonly time: number; readonly type: ZoneType }[]
    /** Before the first change. */
    readonly first: ZoneType
    /** After the last change; empty: as it was then. */
    readonly later: readonly ZoneType[]
}

/** The file of a zone, by name (`Europe/Berlin`) or path; null where there is none that can be read. */
export function readZoneFile(name: string): ZoneFile | null {
    if (name === '' || name.split('/').includes('..')) {
        return null
    }
    for (const path of name.startsWith('/') ? [name] : places.map(place => `${place}/${name}`)) {
        try {
            const { size } = statSync(path)
            return size > largest ? null : parseZoneFile(readFileSync(path))
        } catch {
            // Not there, or no file of this kind.
        }
    }
    return null
}

/** Parses a file of version 2 or later. Throws a `RangeError` when it is cut, or another kind of file. */
export function parseZoneFile(data: Buffer): ZoneFile {
    const narrow = readCounts(data, 0)
    const start = headerSize + sizeOf(narrow, 4)
    const { changes, types, letters, ...others } = readCounts(data, start)
    const times = start + headerSize
    const indexes = times + changes * 8
    const records = indexes + changes
    const names = records + types * 6
    const typeAt = (index: number): ZoneType => {
        const from = names + data.readUInt8(records + index * 6 + 5)
        return {
            offset: data.readInt32BE(records + index * 6),
            name: data.toString('latin1', from, data.indexOf(0, from)),
        }
    }
    const end = start + headerSize + sizeOf({ changes, types, letters, ...others }, 8)
    return {
        changes: Array.from({ length: changes }, (_, i) => ({
            time: Number(data.readBigInt64BE(times + i * 8)),
            type: typeAt(data.readUInt8(indexes + i)),
        })),
        first: typeAt(0),
        later: parseFooter(data.toString('latin1', end + 1, Math.max(data.indexOf('\n', end + 1), end + 1))),
    }
}

/** The type at a time, in seconds since 1970, at which the offset is known. */
export function zoneTypeAt(file: ZoneFile, time: number, offset: number): ZoneType {
    const { changes, first, later } = file
    let low = 0
    let high = changes.length
    while (low < high) {
        const middle = (low + high) >> 1
        if (changes[middle]!.time <= time) {
            low = middle + 1
        } else {
            high = middle
        }
    }
    const latest = low === 0 ? first : changes[low - 1]!.type
    return (low === changes.length && later.find(type => type.offset === offset)) || latest
}

interface Counts {
    readonly isUt: number
    readonly isStandard: number
    readonly leaps: number
    readonly changes: number
    readonly types: number
    readonly letters: number
}

function readCounts(data: Buffer, at: number): Counts {
    if (data.toString('latin1', at, at + 4) !== 'TZif' || data.readUInt8(at + 4) < 0x32) {
        throw new RangeError('Cannot read a zone: it is no file of the zone database, wanted version 2 or later')
    }
    const count = (index: number) => data.readUInt32BE(at + 20 + index * 4)
    return {
        isUt: count(0),
        isStandard: count(1),
        leaps: count(2),
        changes: count(3),
        types: count(4),
        letters: count(5),
    }
}

/** Bytes of the data behind a header, with times of `width` bytes. */
function sizeOf({ isUt, isStandard, leaps, changes, types, letters }: Counts, width: number): number {
    return changes * (width + 1) + types * 6 + letters + leaps * (width + 4) + isStandard + isUt
}

const footer =
    /^(<[^>]{1,16}>|[A-Za-z]{3,16})([+-]?\d[\d:]{0,10})(?:(<[^>]{1,16}>|[A-Za-z]{3,16})([+-]?\d[\d:]{0,10})?)?/

/** The standard time and the summer time of a rule as in POSIX; the dates are not wanted: the offset tells which it is. */
function parseFooter(text: string): ZoneType[] {
    const match = footer.exec(text)
    if (match === null) {
        return []
    }
    const [, name = '', offset = '', summerName, summerOffset] = match
    const standard = { name: bare(name), offset: -secondsOf(offset) }
    if (summerName === undefined) {
        return [standard]
    }
    const summer = summerOffset === undefined ? standard.offset + 3600 : -secondsOf(summerOffset)
    return [standard, { name: bare(summerName), offset: summer }]
}

function bare(name: string): string {
    return name.replace(/[<>]/g, '')
}

/** Seconds of `[+-]h[:mm[:ss]]`. */
function secondsOf(text: string): number {
    const [hours = 0, minutes = 0, seconds = 0] = text.replace(/^[+-]/, '').split(':').map(Number)
    return (hours * 3600 + minutes * 60 + seconds) * (text.startsWith('-') ? -1 : 1)
}
