/*
    etag.ts -- What tells one state of a file from another.
*/

import type { Stats } from 'node:fs'

/** Entity tag without quotes: inode, size and seconds of the last change in one number (spec web.md §16.3). */
export function etagOf(stats: Stats): string {
    const seconds = BigInt(modifiedOf(stats))
    return BigInt.asIntN(64, BigInt(stats.ino) ^ BigInt(stats.size) ^ seconds).toString()
}

/** Time of the last change, whole seconds since 1970. */
export function modifiedOf(stats: Stats): number {
    return Math.floor(stats.mtimeMs / 1000)
}

/** Finer than the entity tag: a change within the second of another is seen, and so is a replaced file with an old date. */
export function identityOf(stats: Stats): string {
    return `${stats.dev} ${stats.ino} ${stats.size} ${stats.mtimeMs} ${stats.ctimeMs}`
}
