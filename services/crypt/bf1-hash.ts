/*
    bf1-hash.ts -- The hash of a BF1 password for fibers.
*/

import { type Fiber, offload } from '../../fiber/index.js'
import { encodeBf1 } from './bf1.js'

/** More rounds are computed by another thread. So many take half a millisecond. */
const fewRounds = 2000

const inThread = { module: new URL('./bf1.js', import.meta.url), name: 'encodeBf1' }

/** As `encodeBf1`; many rounds off the main thread. */
export function* bf1Hash(password: string, salt: string, rounds: number): Fiber<string | null> {
    return rounds <= fewRounds
        ? encodeBf1(password, salt, rounds)
        : yield* offload<string | null>(inThread, password, salt, rounds)
}
