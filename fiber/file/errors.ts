/*
    errors.ts -- The error catalogue of fiber/file. Codes are stable; docs/reference/errors.md lists them.
*/

import { CodedError } from '../core/index.js'

/** Code -> what it means. The message of an error says which action failed, on which path. */
export const fileErrors = {
    FILE_ACCESS: 'The system does not permit it',
    FILE_CLOSED: 'The file was closed by this program',
    FILE_EXISTS: 'There is such a file or directory already',
    FILE_FAILED: 'The system reported another error',
    FILE_FULL: 'There is no space left for it',
    FILE_LIMIT: 'The system has no room for another open file',
    FILE_LOCKED: 'Another process has the lock',
    FILE_NOT_FOUND: 'There is no such file or directory',
    FILE_TOO_LARGE: 'The file is larger than the caller permits',
    FILE_TOO_MANY: 'There are more files than the caller permits',
} as const

/** A key of the catalogue. */
export type FileErrorCode = keyof typeof fileErrors

const codes: ReadonlyMap<string, FileErrorCode> = new Map([
    ['EACCES', 'FILE_ACCESS'],
    ['EDQUOT', 'FILE_FULL'],
    ['EEXIST', 'FILE_EXISTS'],
    ['EFBIG', 'FILE_FULL'],
    ['EMFILE', 'FILE_LIMIT'],
    ['ENFILE', 'FILE_LIMIT'],
    ['ENOENT', 'FILE_NOT_FOUND'],
    ['ENOSPC', 'FILE_FULL'],
    ['ENOTEMPTY', 'FILE_EXISTS'],
    // None of these paths can be that of a file.
    ['ELOOP', 'FILE_NOT_FOUND'],
    ['ENAMETOOLONG', 'FILE_NOT_FOUND'],
    ['ENOTDIR', 'FILE_NOT_FOUND'],
    ['ERR_INVALID_ARG_VALUE', 'FILE_NOT_FOUND'],
    ['EPERM', 'FILE_ACCESS'],
])

/** The class of all errors of files. `cause` is Node's error where there is one. */
export class FileError extends CodedError<FileErrorCode> {
    override name = 'FileError'
}

/** @internal The error for what Node reported while the action `what` was tried. */
export function fileError(what: string, path: string, cause: unknown): FileError {
    const { code = '', message = String(cause) } = cause as NodeJS.ErrnoException
    return new FileError(codes.get(code) ?? 'FILE_FAILED', `Cannot ${what} ${path}: ${message}`, { cause })
}
