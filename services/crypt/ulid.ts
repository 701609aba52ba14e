/*
    ulid.ts -- ULIDs: identifiers of 26 characters that sort by the time when they were made.

        01HF7YAT3V 0000000000000000
        48 bits    80 bits
        time, ms   random

    Source: the ULID specification (github.com/ulid/spec), spec db.md on `dbGetULID`.
*/

import { upperAscii, wallTime } from '../../fiber/index.js'
import { CryptError } from './errors.js'
import { idAlphabet } from './random.js'
import { takeRandom } from './random-pool.js'

const timeLength = 10
const length = 26
const base = 32

/** The last time that 48 bits can hold, in the year 10889. */
const lastTime = 2 ** 48 - 1

/** The character codes of the digits. */
const codes = Buffer.from(idAlphabet)

/** The time of the last ULID of now, and its digits: as numbers, since the next one may be the number that follows. */
let time = -1
const last = new Uint8Array(length)

/** The digits of one of another time. */
const other = new Uint8Array(length)

const text = Buffer.alloc(length)

/**
 * A new ULID. Without `when` it is of now, and greater than all that this process has made so before: within a millisecond,
 * or when the clock was set back, it is one more than the last. With `when` (milliseconds since 1970) it is of that time and
 * random. Throws `CRYPT_TIME` for a time before 1970 or after the year 10889.
 */
export function ulid(when?: number): string {
    if (when !== undefined) {
        begin(other, when)
        return textOf(other)
    }
    const now = wallTime()
    if (now > time || !increment(last)) {
        // That the random part overflows is a thing of theory. The next millisecond keeps the order.
        time = Math.max(now, time + 1)
        begin(last, time)
    }
    return textOf(last)
}

/** The time in a ULID, milliseconds since 1970; null if the text is no ULID. Small letters are taken, too. */
export function ulidTime(text: string): number | null {
    if (text.length !== length) {
        return null
    }
    const upper = upperAscii(text)
    let ms = 0
    for (let i = 0; i < length; i++) {
        const digit = idAlphabet.indexOf(upper[i]!)
        if (digit < 0) {
            return null
        }
        ms = i < timeLength ? ms * base + digit : ms
    }
    return ms <= lastTime ? ms : null
}

/** Sets the digits to a time, and random. */
function begin(digits: Uint8Array, when: number): void {
    let ms = Math.floor(when)
    if (!(ms >= 0 && ms <= lastTime)) {
        throw new CryptError(
            'CRYPT_TIME',
            `Cannot make a ULID: time ${when}, wanted milliseconds from 0 to ${lastTime}`,
        )
    }
    takeRandom(digits)
    for (let i = timeLength; i < length; i++) {
        digits[i]! %= base
    }
    for (let i = timeLength - 1; i >= 0; i--) {
        digits[i] = ms % base
        ms = Math.floor(ms / base)
    }
}

/** Adds one to the random part. Gives false if it was the highest. */
function increment(digits: Uint8Array): boolean {
    let i = length - 1
    while (i >= timeLength && digits[i] === base - 1) {
        digits[i] = 0
        i--
    }
    if (i < timeLength) {
        return false
    }
    digits[i]!++
    return true
}

function textOf(digits: Uint8Array): string {
    for (let i = 0; i < length; i++) {
        text[i] = codes[digits[i]!]!
    }
    return text.toString('latin1')
}
