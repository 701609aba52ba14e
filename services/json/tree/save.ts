/*
    save.ts -- Replaces a file such that after a crash there is the old content or the new one. Source: spec json.md §15.

    Synchronous, as all of JSON is: the C face must not suspend, and whoever saves a configuration wants it on the disk before he goes
    on. Fibers with more to write use `durableWrite`.
*/

import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { treeError } from './fault.js'

const usual = 0o644

/**
 * Writes `PATH.tmp`, then puts it in the place of the file. Mode 0 is 0644; the umask applies.
 *
 * Throws a `JsonError`: `JSON_CANNOT_CREATE`, `JSON_CANNOT_WRITE`; the old file is still there then.
 */
export function saveText(path: string, text: string, mode: number): void {
    const temporary = `${path}.tmp`
    let fd: number
    try {
        // What is left of a crash, or was put there to be written through, is no file of ours.
        rmSync(temporary, { force: true })
        fd = openSync(temporary, 'wx', mode || usual)
    } catch (cause) {
        throw saveError('JSON_CANNOT_CREATE', temporary, cause)
    }
    try {
        writeAll(fd, text)
        renameSync(temporary, path)
    } catch (cause) {
        rmSync(temporary, { force: true })
        throw saveError('JSON_CANNOT_WRITE', path, cause)
    }
    syncDirectory(dirname(path))
}

function writeAll(fd: number, text: string): void {
    try {
        writeFileSync(fd, text)
        fsyncSync(fd)
    } finally {
        closeSync(fd)
    }
}

/** Makes the new name durable. Not all systems let one open a directory; the file is whole in any case. */
function syncDirectory(directory: string): void {
    try {
        const fd = openSync(directory, 'r')
        try {
            fsyncSync(fd)
        } finally {
            closeSync(fd)
        }
    } catch {
        // See above.
    }
}

function saveError(code: 'JSON_CANNOT_CREATE' | 'JSON_CANNOT_WRITE', path: string, cause: unknown): Error {
    return treeError(code, `"${path}" (${(cause as Error).message})`, { cause })
}
