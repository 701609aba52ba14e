/*
    ranges.ts -- Ranges of bytes (RFC 9110 §14.1.2, §14.2).

        bytes=0-499         the first 500 bytes
        bytes=500-          all from byte 500 on
        bytes=-500          the last 500 bytes
        bytes=0-0, -1       several

    Stricter than most servers (spec web.md §16.5): what is malformed is an error and not ignored, one range that cannot be satisfied
    spoils all, and nothing is sorted or combined.
*/

const TAB = 9
const SP = 32

const UNIT = 'bytes='

/** Most ranges in one request that are served (spec web.md §16.5, D12). */
const MOST = 100

/** One range as it is asked for. */
export interface RangeSpec {
    /** First byte; negative: so many from the end. */
    readonly first: number
    /** Last byte; Infinity: through the end. */
    readonly last: number
}

/** One range of a document. */
export interface ByteRange {
    /** First byte. */
    readonly start: number
    /** The byte after the last. */
    readonly end: number
}

/** Reads the value of a Range field. Null: another unit, no range at all, or one that is malformed. */
export function parseRanges(value: string): RangeSpec[] | null {
    if (!value.startsWith(UNIT)) {
        return null
    }
    const specs: RangeSpec[] = []
    for (let pos = UNIT.length; pos < value.length; ) {
        let end = value.indexOf(',', pos)
        if (end < 0) {
            end = value.length
        }
        const start = skipBlanks(value, pos, end)
        if (start < end) {
            const spec = parseOne(value, start, trimEnd(value, start, end))
            if (spec === null) {
                return null
            }
            specs.push(spec)
        }
        pos = end + 1
    }
    return specs.length === 0 ? null : specs
}

/** What ranges are of a document of `size` bytes, in the order asked for. Null: not satisfiable, or too many. */
export function resolveRanges(specs: readonly RangeSpec[], size: number): ByteRange[] | null {
    if (specs.length > MOST) {
        return null
    }
    const ranges: ByteRange[] = []
    for (const { first, last } of specs) {
        const start = first < 0 ? Math.max(size + first, 0) : first
        if (start >= size) {
            return null
        }
        ranges.push({ start, end: Math.min(last + 1, size) })
    }
    return ranges
}

/** `A-B`, `A-` or `-N`, which is from `start` to `end`; null: it is not. */
function parseOne(text: string, start: number, end: number): RangeSpec | null {
    const dash = text.indexOf('-', start)
    if (dash < 0 || dash >= end) {
        return null
    }
    const first = digits(text, start, dash)
    const last = digits(text, dash + 1, end)
    if (dash === start) {
        return last >= 1 ? { first: -last, last: Infinity } : null
    }
    if (dash === end - 1) {
        return first >= 0 ? { first, last: Infinity } : null
    }
    return first <= last ? { first, last } : null
}

/** The number that the characters from `start` to `end` are; NaN unless all are digits and there is one. */
function digits(text: string, start: number, end: number): number {
    let value = start < end ? 0 : Number.NaN
    for (let pos = start; pos < end; pos++) {
        const digit = text.charCodeAt(pos) - 48
        // Beyond 2^53 not exact, but larger than any document.
        value = digit >= 0 && digit <= 9 ? value * 10 + digit : Number.NaN
    }
    return value
}

function skipBlanks(text: string, from: number, end: number): number {
    let pos = from
    while (pos < end && isBlank(text.charCodeAt(pos))) {
        pos++
    }
    return pos
}

function trimEnd(text: string, start: number, from: number): number {
    let end = from
    while (end > start && isBlank(text.charCodeAt(end - 1))) {
        end--
    }
    return end
}

function isBlank(char: number): boolean {
    return char === SP || char === TAB
}
