/*
    scrypt.ts -- Password hashes with scrypt (RFC 7914), in the form of the Password Hashing Competition:

        $scrypt$ln=14,r=8,p=5$SALT$HASH      Base64 without padding

    Guessing costs memory as well as time, which graphics cards and chips made for guessing have little of.
*/

import { type Fiber, fromPromise, Semaphore } from '../../fiber/index.js'
import { decodeBase64, encodeBase64 } from './base64.js'
import { type Bytes, checkSize } from './bytes.js'
import { cryptoProvider } from './current-provider.js'
import { randomBytes } from './random.js'
import { type ScryptCost, usualCost } from './scrypt-cost.js'

/** The parts of a stored hash. */
export interface ScryptHash {
    readonly cost: Required<ScryptCost>
    readonly salt: Buffer
    readonly hash: Buffer
}

const hashLength = 32
const saltLength = 16

/** Each takes a thread of Node's pool of four, and its memory. The other two go on reading files. */
const atOnce = new Semaphore(2, 'scrypt')

/** Hashes a password with a new salt. Throws `CRYPT_SIZE`. */
export function* makeScrypt(password: Bytes, cost: ScryptCost = {}): Fiber<string> {
    const full = { ...usualCost, ...cost }
    checkSize('hash a password with scrypt, logN', full.logN, 1, 24)
    checkSize('hash a password with scrypt, r', full.r, 1, 32)
    checkSize('hash a password with scrypt, p', full.p, 1, 32)
    const salt = randomBytes(saltLength)
    return formatScrypt({ cost: full, salt, hash: yield* scryptHash(password, salt, full, hashLength) })
}

/** The bare hash. Off the main thread; two at a time, others wait. */
export function* scryptHash(password: Bytes, salt: Bytes, cost: Required<ScryptCost>, length: number): Fiber<Buffer> {
    yield* atOnce.acquire()
    return yield* fromPromise(compute(password, salt, cost, length))
}

/** Gives the permit back at the end, and not when the fiber is cancelled: the thread goes on, with its memory. */
async function compute(password: Bytes, salt: Bytes, cost: Required<ScryptCost>, length: number): Promise<Buffer> {
    try {
        return await cryptoProvider().scrypt(password, salt, length, cost)
    } finally {
        atOnce.release()
    }
}

/** The stored form of the parts. */
export function formatScrypt({ cost: { logN, r, p }, salt, hash }: ScryptHash): string {
    return `$scrypt$ln=${logN},r=${r},p=${p}$${unpadded(salt)}$${unpadded(hash)}`
}

/** The parts of a stored hash; null if the text is none. Its cost may be anything: bound it before use. */
export function parseScrypt(stored: string): ScryptHash | null {
    const match = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,4}),p=(\d{1,4})\$([\w+/]{1,100})\$([\w+/]{1,100})$/.exec(stored)
    if (match === null) {
        return null
    }
    const [, logN, r, p, saltText = '', hashText = ''] = match
    const cost = { logN: Number(logN), r: Number(r), p: Number(p) }
    const salt = decodeUnpadded(saltText)
    const hash = decodeUnpadded(hashText)
    const right = cost.logN >= 1 && cost.r >= 1 && cost.p >= 1 && salt !== null && hash !== null && hash.length >= 16
    return right ? { cost, salt, hash } : null
}

function unpadded(data: Buffer): string {
    return encodeBase64(data).replace(/=+$/, '')
}

function decodeUnpadded(text: string): Buffer | null {
    return decodeBase64(text.padEnd(Math.ceil(text.length / 4) * 4, '='))
}
