/*
    mask.ts -- Masking (RFC 6455 §5.3): each byte of the payload XOR the byte of the key at its place, modulo four.

    Words of four bytes are done at a time where that pays: a view of words costs as much as some ten bytes one by one, so the
    latest one is kept, which for a receive buffer that is used again and again is nearly always the right one.

    A key is a number: its first byte is the highest one.
*/

/** Shorter pieces are done byte by byte. */
const WORDS_FROM = 32

/** Larger memory is not kept alive for the sake of its view. */
const KEEP_LIMIT = 131072

const NO_WORDS = new Int32Array(0)

let memory: ArrayBufferLike = NO_WORDS.buffer
let words: Int32Array = NO_WORDS

/** The key as a word, in the order of bytes that this machine has. */
const keyBytes = new Uint8Array(4)
const keyWord = new Int32Array(keyBytes.buffer)

/** Masks, or unmasks, the bytes from `start` up to `end` in place. `phase`: how many bytes of the payload came before. */
export function mask(bytes: Uint8Array, start: number, end: number, key: number, phase: number): void {
    // The key, turned so that its first byte is for the first of these bytes.
    const turn = (phase & 3) << 3
    const turned = turn === 0 ? key : (key << turn) | (key >>> (32 - turn))
    let pos = start
    if (end - start < WORDS_FROM) {
        for (let shift = 24; pos < end; pos++, shift = (shift - 8) & 31) {
            bytes[pos]! ^= turned >>> shift
        }
        return
    }
    const { byteOffset } = bytes
    const view = wordsOf(bytes)
    let shift = 24
    for (; ((byteOffset + pos) & 3) !== 0; pos++, shift = (shift - 8) & 31) {
        bytes[pos]! ^= turned >>> shift
    }
    for (let i = 0; i < 4; i++) {
        keyBytes[i] = turned >>> ((shift - (i << 3)) & 31)
    }
    const word = keyWord[0]!
    let at = (byteOffset + pos) >> 2
    const stop = (byteOffset + end) >> 2
    pos += (stop - at) << 2
    // Eight at a time: the loop itself would cost more than its work.
    for (const last = stop - 7; at < last; at += 8) {
        view[at]! ^= word
        view[at + 1]! ^= word
        view[at + 2]! ^= word
        view[at + 3]! ^= word
        view[at + 4]! ^= word
        view[at + 5]! ^= word
        view[at + 6]! ^= word
        view[at + 7]! ^= word
    }
    for (; at < stop; at++) {
        view[at]! ^= word
    }
    for (; pos < end; pos++, shift = (shift - 8) & 31) {
        bytes[pos]! ^= turned >>> shift
    }
}

/** The memory of which `bytes` are a part, as words. */
function wordsOf(bytes: Uint8Array): Int32Array {
    const { buffer } = bytes
    if (buffer === memory) {
        return words
    }
    const view = new Int32Array(buffer, 0, buffer.byteLength >> 2)
    if (buffer.byteLength <= KEEP_LIMIT) {
        memory = buffer
        words = view
    }
    return view
}
