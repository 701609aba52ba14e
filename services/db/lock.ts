/*
    lock.ts -- The lock of a database, so that two processes do not write to it.
*/

import { FileError, lockFile } from '../../fiber/index.js'
import { DbError } from './errors.js'

/** Takes the lock of a database; gives what releases it. Throws `DB_BUSY`, `DB_CANNOT_OPEN`. */
export function lockDatabase(path: string): () => void {
    try {
        return lockFile(`${path}.lock`)
    } catch (cause) {
        if (cause instanceof FileError && cause.code === 'FILE_LOCKED') {
            throw new DbError('DB_BUSY', `Database is in use: ${path}`, { cause })
        }
        throw new DbError('DB_CANNOT_OPEN', `Cannot lock the database: ${(cause as Error).message}`, { cause })
    }
}
