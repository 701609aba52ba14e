/*
    scrypt-cost.ts -- What a password hash costs, those who make it and those who guess.
*/

/** What scrypt does: it fills 128·2^logN·r bytes of memory, p times over. */
export interface ScryptCost {
    /** 1 to 24. Default 14. */
    readonly logN?: number
    /** Block size, 1 to 32. Default 8. */
    readonly r?: number
    /** Passes, 1 to 32. Default 5. */
    readonly p?: number
}

/** 16 MB and some 0.3 s of a processor: one of the settings that OWASP counts as equal, the one for little memory. */
export const usualCost: Required<ScryptCost> = { logN: 14, r: 8, p: 5 }

/** The bytes that are kept at a time, and those that are written in all. */
export function scryptWork({ logN, r, p }: Required<ScryptCost>): { readonly memory: number; readonly work: number } {
    const memory = 128 * 2 ** logN * r
    return { memory, work: memory * p }
}
