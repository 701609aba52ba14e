/*
    lock.ts -- The lock of a database, so that two processes do not write to it.
*/

import { FileError, lockFile, lockOwner } from '../../fiber/index.js'
import { DbError } from './errors.js'

/** Takes the lock of a database; gives what releases it. Throws `DB_BUSY`, which names the process that has it, `DB_CANNOT_OPEN`. */
export function lockDatabase(path: string): () => void {
    try {
        return lockFile(lockOf(path))
    } catch (cause) {
        if (cause instanceof FileError && cause.code === 'FILE_LOCKED') {
            const pid = lockOwner(lockOf(path))
            const who = pid === process.pid ? `this process, ${pid},` : pid === null ? 'a process' : `process ${pid}`
            throw new DbError('DB_BUSY', `Database is in use: ${path}, ${who} has it open for writing`, { cause })
        }
        throw new DbError('DB_CANNOT_OPEN', `Cannot lock the database: ${(cause as Error).message}`, { cause })
    }
}

/** Whether somebody has the lock of a database. */
export function isLocked(path: string): boolean {
    return lockOwner(lockOf(path)) !== null
}

function lockOf(path: string): string {
    return `${path}.lock`
}
