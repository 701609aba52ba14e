/*
    names.ts -- What can be done with a file by its name. The calls wait in a fiber and throw a `FileError`.
*/

import { mkdir, rename, rm, unlink } from 'node:fs'
import { open as openHandle } from 'node:fs/promises'
import type { Fiber, Op } from '../core/index.js'
import { FileError } from './errors.js'
import { createFile, type File } from './file.js'
import { FileCall } from './file-call.js'
import { statFile } from './stat.js'
import { temporaryName } from './temporary.js'

/** So often another name is tried. */
const tries = 10

/** Removes a file; also one that is open keeps its content until it is closed. */
export function removeFile(path: string): Op<void> {
    return new FileCall<void>('remove', path, done => unlink(path, error => done(error, undefined)))
}

/** Removes a file, or a directory with all that is in it; one that is missing is no error. */
export function removeTree(path: string): Op<void> {
    return new FileCall<void>('remove', path, done =>
        rm(path, { recursive: true, force: true }, error => done(error, undefined)),
    )
}

/** Gives a file another name; a file that has it is replaced, in one step. Durable when its directories were synced. */
export function renameFile(from: string, to: string): Op<void> {
    return new FileCall<void>('rename', from, done => rename(from, to, error => done(error, undefined)))
}

/** Makes a directory and those above it; one that is there is no error. Mode: default 0755, masked by the umask. */
export function makeDirectory(path: string, mode = 0o755): Op<void> {
    return new FileCall<void>('make', path, done =>
        mkdir(path, { recursive: true, mode }, error => done(error, undefined)),
    )
}

/** Waits until the names in a directory are on the disk: after a file was made, renamed or removed there. */
export function syncDirectory(path: string): Op<void> {
    return new FileCall<void>('sync', path, done => {
        openHandle(path, 'r')
            .then(async handle => {
                try {
                    await handle.sync()
                } finally {
                    await handle.close()
                }
            })
            .then(
                () => done(null, undefined),
                error => done(error, undefined),
            )
    })
}

/** Whether there is a file or directory; links are followed. Throws when that cannot be told, as in a directory that is locked. */
export function* fileExists(path: string): Fiber<boolean> {
    try {
        yield* statFile(path)
        return true
    } catch (error) {
        if (error instanceof FileError && error.code === 'FILE_NOT_FOUND') {
            return false
        }
        throw error
    }
}

/** Makes an empty file of mode 0600 with a name that nobody can guess, and gives its path. The caller removes it. */
export function* makeTemporaryFile(directory = '/tmp', prefix = 'tmp'): Fiber<string> {
    const file = yield* openTemporaryFile(directory, prefix)
    file.close()
    return file.path
}

/** The same, and gives the file, open for reading and writing. The caller closes and removes it. */
export function* openTemporaryFile(directory = '/tmp', prefix = 'tmp'): Fiber<File> {
    for (let left = tries; ; left--) {
        try {
            return yield* createFile(temporaryName(directory, prefix), { content: 'new', mode: 0o600 })
        } catch (error) {
            if (left === 0 || !(error instanceof FileError) || error.code !== 'FILE_EXISTS') {
                throw error
            }
        }
    }
}
