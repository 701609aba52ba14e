/*
    needs-rehash.ts -- Whether a stored password is to be hashed anew.
*/

import { parseScrypt } from './scrypt.js'
import { type ScryptCost, scryptWork, usualCost } from './scrypt-cost.js'

/**
 * Whether a stored hash costs those who guess less than what `hashPassword` makes with this cost, or is of another scheme. The
 * moment to hash the password anew is when its owner has just logged in with it.
 */
export function needsRehash(stored: string, cost: ScryptCost = {}): boolean {
    const parts = parseScrypt(stored)
    const wanted = scryptWork({ ...usualCost, ...cost })
    if (parts === null) {
        return true
    }
    const { memory, work } = scryptWork(parts.cost)
    return memory < wanted.memory || work < wanted.work
}
