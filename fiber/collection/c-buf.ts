/*
    c-buf.ts -- Buffers under their C names: RBuf. Counts are bytes; NULL buffers give 0, -1, NULL or R_ERR_BAD_ARGS.
    Source: spec runtime.md §14.
*/

import {
    isNull,
    type Nullable,
    numberOf,
    type Pointer,
    R_ERR_BAD_ARGS,
    R_ERR_BAD_STATE,
    R_ERR_MEMORY,
    R_ERR_OK,
} from '../compat/index.js'
import { format } from '../text/index.js'
import { ME_R_MAX_BUF, RBuf } from './buf.js'

export { ME_BUFSIZE, ME_R_MAX_BUF, RBuf } from './buf.js'

/** What stands for a pointer to bytes; text stands for its UTF-8 form. */
export type RBytes = string | Uint8Array

/** What is given for the storage of a NULL buffer. */
const NOTHING = Buffer.alloc(0)

/**
 * Makes a buffer with `initialSize` bytes of storage; 4096 for 0 and less, at most 8 MB.
 *
 * Source: spec runtime.md §14
 */
export function rAllocBuf(initialSize: number): RBuf {
    return new RBuf(numberOf(initialSize))
}

/**
 * Gives a buffer new, empty storage.
 *
 * @returns 0, or R_ERR_BAD_ARGS for a size of 0 and less or above 8 MB
 *
 * Source: spec runtime.md §14
 */
export function rInitBuf(buf: Pointer<RBuf>, size: number): number {
    const wanted = numberOf(size)
    if (!(buf instanceof RBuf) || !(wanted > 0 && wanted <= ME_R_MAX_BUF)) {
        return R_ERR_BAD_ARGS
    }
    buf.buf = new RBuf(wanted).buf
    buf.clear()
    return R_ERR_OK
}

/**
 * Does nothing: memory is collected.
 *
 * Source: spec runtime.md §14
 */
export function rFreeBuf(_buf: Pointer<RBuf>): void {}

/**
 * Does nothing: memory is collected.
 *
 * Source: spec runtime.md §14
 */
export function rTermBuf(_buf: Pointer<RBuf>): void {}

/**
 * Bytes of data.
 *
 * Source: spec runtime.md §14
 */
export function rGetBufLength(buf: Pointer<RBuf>): number {
    return buf instanceof RBuf ? buf.length : 0
}

/**
 * Bytes of storage.
 *
 * Source: spec runtime.md §14
 */
export function rGetBufSize(buf: Pointer<RBuf>): number {
    return buf instanceof RBuf ? buf.buflen : 0
}

/**
 * Bytes that are free behind the data.
 *
 * Source: spec runtime.md §14
 */
export function rGetBufSpace(buf: Pointer<RBuf>): number {
    return buf instanceof RBuf ? buf.space : 0
}

/**
 * The whole storage, not copied. Of NULL: no bytes.
 *
 * Source: spec runtime.md §14
 */
export function rGetBuf(buf: Pointer<RBuf>): Buffer {
    return buf instanceof RBuf ? buf.buf : NOTHING
}

/**
 * The data, not copied: good until the next call that writes. Of NULL: no bytes.
 *
 * Source: spec runtime.md §14
 */
export function rGetBufStart(buf: Pointer<RBuf>): Buffer {
    return buf instanceof RBuf ? buf.bytes() : NOTHING
}

/**
 * The free space behind the data, to be written to before `rAdjustBufEnd`. Of NULL: no bytes.
 *
 * Source: spec runtime.md §14
 */
export function rGetBufEnd(buf: Pointer<RBuf>): Buffer {
    return buf instanceof RBuf ? buf.room() : NOTHING
}

/**
 * Takes `count` bytes of data from the start; ignored if it is negative or more than there are.
 *
 * Source: spec runtime.md §14
 */
export function rAdjustBufStart(buf: Pointer<RBuf>, count: number): void {
    if (buf instanceof RBuf) {
        buf.consume(numberOf(count))
    }
}

/**
 * Moves the end of the data by `count` bytes, either way; ignored if it would pass the start or the end of the storage.
 *
 * Source: spec runtime.md §14
 */
export function rAdjustBufEnd(buf: Pointer<RBuf>, count: number): void {
    if (buf instanceof RBuf) {
        buf.extend(numberOf(count))
    }
}

/**
 * Drops all data.
 *
 * Source: spec runtime.md §14
 */
export function rFlushBuf(buf: Pointer<RBuf>): void {
    if (buf instanceof RBuf) {
        buf.clear()
    }
}

/**
 * Starts at the origin again, if there is no data.
 *
 * Source: spec runtime.md §14
 */
export function rResetBufIfEmpty(buf: Pointer<RBuf>): void {
    if (buf instanceof RBuf && buf.length === 0) {
        buf.clear()
    }
}

/**
 * Moves the data to the origin of the storage.
 *
 * Source: spec runtime.md §14
 */
export function rCompactBuf(buf: Pointer<RBuf>): void {
    if (buf instanceof RBuf) {
        buf.compact()
    }
}

/**
 * Makes the storage at least `size` bytes, rounded up to a power of two; never smaller.
 *
 * @returns 0, or R_ERR_BAD_ARGS for a size of 0 and less or above 8 MB
 *
 * Source: spec runtime.md §14
 */
export function rGrowBufSize(buf: Pointer<RBuf>, size: number): number {
    return buf instanceof RBuf && buf.grow(numberOf(size)) ? R_ERR_OK : R_ERR_BAD_ARGS
}

/**
 * Makes the storage at least `count` bytes larger: `rGrowBufSize` of the sum.
 *
 * @returns 0, or R_ERR_BAD_ARGS for a count of 0 and less, or if the sum is above 8 MB
 *
 * Source: spec runtime.md §14
 */
export function rGrowBuf(buf: Pointer<RBuf>, count: number): number {
    const more = numberOf(count)
    return buf instanceof RBuf && more > 0 ? rGrowBufSize(buf, buf.buflen + more) : R_ERR_BAD_ARGS
}

/**
 * Makes sure that `need` bytes are free behind the data.
 *
 * @returns 0; R_ERR_MEMORY if they do not fit under the limit of 8 MB; R_ERR_BAD_ARGS for a negative count
 *
 * Source: spec runtime.md §14
 */
export function rReserveBufSpace(buf: Pointer<RBuf>, need: number): number {
    const count = numberOf(need)
    if (!(buf instanceof RBuf) || !(count >= 0)) {
        return R_ERR_BAD_ARGS
    }
    return buf.reserve(count) ? R_ERR_OK : R_ERR_MEMORY
}

/**
 * Appends a byte, or the first character of a text in UTF-8.
 *
 * @returns 0; R_ERR_MEMORY if the buffer is full; R_ERR_BAD_ARGS for neither number nor character
 *
 * Source: spec runtime.md §14
 */
export function rPutCharToBuf(buf: Pointer<RBuf>, c: number | string): number {
    if (!(buf instanceof RBuf)) {
        return R_ERR_BAD_ARGS
    }
    if (typeof c === 'number' && Number.isFinite(c)) {
        return buf.putByte(c) ? R_ERR_OK : R_ERR_MEMORY
    }
    const codePoint = typeof c === 'string' ? c.codePointAt(0) : undefined
    if (codePoint === undefined) {
        return R_ERR_BAD_ARGS
    }
    const bytes = Buffer.from(String.fromCodePoint(codePoint))
    return buf.reserve(bytes.length) && buf.put(bytes) > 0 ? R_ERR_OK : R_ERR_MEMORY
}

/**
 * Appends `size` bytes of `ptr`, or all where it has less.
 *
 * @returns bytes stored, fewer at the limit of 8 MB; R_ERR_BAD_ARGS for NULL or a negative size
 *
 * Source: spec runtime.md §14
 */
export function rPutBlockToBuf(buf: Pointer<RBuf>, ptr: Pointer<RBytes>, size: number): number {
    const count = numberOf(size)
    if (!(buf instanceof RBuf) || !(count >= 0)) {
        return R_ERR_BAD_ARGS
    }
    if (typeof ptr === 'string') {
        return rPutSubToBuf(buf, ptr, count)
    }
    return ptr instanceof Uint8Array ? buf.put(ptr, count) : R_ERR_BAD_ARGS
}

/**
 * Appends text.
 *
 * @returns bytes stored, fewer at the limit of 8 MB; 0 for NULL
 *
 * Source: spec runtime.md §14
 */
export function rPutStringToBuf(buf: Pointer<RBuf>, str: Pointer<string>): number {
    if (!(buf instanceof RBuf)) {
        return R_ERR_BAD_ARGS
    }
    return typeof str === 'string' ? buf.putText(str) : 0
}

/**
 * Appends at most `count` bytes of text; a character may be cut.
 *
 * @returns bytes stored, fewer at the limit of 8 MB; 0 for NULL; R_ERR_BAD_ARGS for a negative count
 *
 * Source: spec runtime.md §14
 */
export function rPutSubToBuf(buf: Pointer<RBuf>, str: Pointer<string>, count: number): number {
    const limit = numberOf(count)
    if (!(buf instanceof RBuf) || !(limit >= 0)) {
        return R_ERR_BAD_ARGS
    }
    // No unit has less than a byte. One more, for the cut may not divide a pair.
    return typeof str === 'string' ? buf.put(Buffer.from(str.slice(0, limit + 1)), limit) : 0
}

/**
 * Appends formatted text.
 *
 * @returns bytes stored, fewer at the limit of 8 MB; 0 for a NULL format
 *
 * Source: spec runtime.md §14
 */
export function rPutToBuf(buf: Pointer<RBuf>, fmt: Pointer<string>, ...args: unknown[]): number {
    return buf instanceof RBuf ? buf.putText(format(fmt, args)) : R_ERR_BAD_ARGS
}

/**
 * Appends a whole number as decimal text.
 *
 * @returns bytes stored, fewer at the limit of 8 MB
 *
 * Source: spec runtime.md §14
 */
export function rPutIntToBuf(buf: Pointer<RBuf>, i: number): number {
    return buf instanceof RBuf ? buf.putText(format('%d', [i])) : R_ERR_BAD_ARGS
}

/**
 * Takes a byte: 0 to 255, or -1 if there is none.
 *
 * Source: spec runtime.md §14
 */
export function rGetCharFromBuf(buf: Pointer<RBuf>): number {
    return buf instanceof RBuf ? buf.getByte() : -1
}

/**
 * Takes up to `count` bytes into `blk`, no more than fit.
 *
 * @returns bytes taken; 0 if there are none; R_ERR_BAD_ARGS for NULL or a negative count
 *
 * Source: spec runtime.md §14
 */
export function rGetBlockFromBuf(buf: Pointer<RBuf>, blk: Pointer<Uint8Array>, count: number): number {
    const limit = numberOf(count)
    const isGood = buf instanceof RBuf && blk instanceof Uint8Array && limit >= 0
    return isGood ? buf.get(blk, limit) : R_ERR_BAD_ARGS
}

/**
 * The first byte of the data, 0 to 255, or -1 if there is none.
 *
 * Source: spec runtime.md §14
 */
export function rLookAtNextCharInBuf(buf: Pointer<RBuf>): number {
    return buf instanceof RBuf ? buf.peek() : -1
}

/**
 * The last byte of the data, 0 to 255, or -1 if there is none.
 *
 * Source: spec runtime.md §14
 */
export function rLookAtLastCharInBuf(buf: Pointer<RBuf>): number {
    return buf instanceof RBuf ? buf.peekLast() : -1
}

/**
 * Puts a byte back before the data. The name is C's.
 *
 * @returns 0; R_ERR_BAD_STATE if there is no room: bytes taken leave room, until the data moves
 *
 * Source: spec runtime.md §14
 */
export function rInserCharToBuf(buf: Pointer<RBuf>, c: number): number {
    if (!(buf instanceof RBuf) || !Number.isFinite(c)) {
        return R_ERR_BAD_ARGS
    }
    return buf.unget(c) ? R_ERR_OK : R_ERR_BAD_STATE
}

/**
 * Puts a zero byte behind the data that does not count.
 *
 * Source: spec runtime.md §14
 */
export function rAddNullToBuf(buf: Pointer<RBuf>): void {
    if (buf instanceof RBuf) {
        buf.terminate()
    }
}

/**
 * The data as text; bytes that are no UTF-8 become U+FFFD. The buffer stays as it is. Of NULL: `''`.
 *
 * Source: spec runtime.md §14
 */
export function rBufToString(buf: Pointer<RBuf>): string {
    return buf instanceof RBuf ? buf.toString() : ''
}

/**
 * The data as text; the buffer must not be used afterwards. NULL gives NULL.
 *
 * Source: spec runtime.md §14
 */
export function rBufToStringAndFree(buf: Pointer<RBuf>): Nullable<string> {
    return isNull(buf) ? null : rBufToString(buf)
}
