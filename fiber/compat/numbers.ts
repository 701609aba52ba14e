/*
    numbers.ts -- Numbers that come from ported code, which may be anything: comparing some values with a number throws.
*/

/** The number; NaN, which is within no bounds, for what is none. */
export function numberOf(value: unknown): number {
    if (typeof value === 'number') {
        return value
    }
    return typeof value === 'bigint' || typeof value === 'boolean' ? Number(value) : Number.NaN
}

/** The flags; none for what is no number. */
export function flagsOf(value: unknown): number {
    return numberOf(value) | 0
}
