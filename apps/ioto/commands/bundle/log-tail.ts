/*
    log-tail.ts -- The end of the log, also of the file before, if the present one was begun only just now.
*/

import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'

/** Bytes of the log that are enough to see what has happened. */
const ENOUGH = 512 * 1024

/** The last lines of a log. Throws what opening the file throws. */
export function logTail(path: string): string {
    const present = endOf(path, ENOUGH)
    if (present.length >= ENOUGH / 2) {
        return present
    }
    try {
        const extension = extname(path)
        const former = join(dirname(path), `${basename(path, extension)}-0${extension}`)
        return endOf(former, ENOUGH - present.length) + present
    } catch {
        return present
    }
}

/** The last lines of a file, whole ones. */
function endOf(path: string, most: number): string {
    const file = openSync(path, 'r')
    try {
        const { size } = fstatSync(file)
        const bytes = Buffer.alloc(Math.min(size, most))
        const count = readSync(file, bytes, 0, bytes.length, size - bytes.length)
        const text = bytes.toString('utf8', 0, count)
        return size > most ? text.slice(text.indexOf('\n') + 1) : text
    } finally {
        closeSync(file)
    }
}
