/*
    random.ts -- Random numbers that are the same for the same seed: mulberry32.
*/

/** Gives numbers from 0 to `limit` - 1. */
export type Random = (limit: number) => number

export function randomOf(seed: number): Random {
    let state = seed
    return limit => {
        state = (state + 0x6d2b79f5) | 0
        let t = Math.imul(state ^ (state >>> 15), 1 | state)
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
        return ((t ^ (t >>> 14)) >>> 0) % limit
    }
}
