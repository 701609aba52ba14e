/*
    mask-key.ts -- Keys of masks. RFC 6455 §10.3: they must be unpredictable, so they come from secure random, which is fetched
    some at a time: a call for each frame would cost more than the frame.
*/

import { randomBytes } from '../crypt/index.js'

const POOL = 4096

let pool: Buffer = Buffer.alloc(0)
let used = 0

/** Four random bytes, as a number. */
export function maskKey(): number {
    if (used === pool.length) {
        pool = randomBytes(POOL)
        used = 0
    }
    used += 4
    return pool.readInt32BE(used - 4)
}
