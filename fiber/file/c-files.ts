/*
    c-files.ts -- Whole files of C code. Plain and synchronous, as in C. Source: spec runtime.md §19.1.
*/

import { randomInt } from 'node:crypto'
import {
    accessSync,
    closeSync,
    existsSync,
    fsyncSync,
    openSync,
    readFileSync,
    realpathSync,
    writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import {
    isNull,
    type Nullable,
    type Pointer,
    R_ERR_BAD_ARGS,
    R_ERR_CANT_COMPLETE,
    R_ERR_CANT_CREATE,
    R_ERR_CANT_FIND,
    R_ERR_CANT_OPEN,
    R_ERR_CANT_WRITE,
    type Ref,
    setOsError,
} from '../compat/index.js'
import { backupFile } from './backup-file.js'
import { joinPath } from './path-names.js'
import { fileSize } from './walk-dir.js'

const usual = 0o644
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Runs a call of node:fs; a failure is noted as the last error of the system. */
function attempt<T, F>(call: () => T, failure: F): T | F {
    try {
        return call()
    } catch (error) {
        setOsError(error)
        return failure
    }
}

/** The whole content as UTF-8 text, its bytes in `lenp`; null if it cannot be read. */
export function rReadFile(path: Pointer<string>, lenp: Ref<number> | null = null): Nullable<string> {
    const data = rReadFileData(path)
    if (data === null) {
        return null
    }
    if (lenp) {
        lenp.value = data.length
    }
    return data.toString()
}

/** The whole content as bytes; null if it cannot be read. */
export function rReadFileData(path: Pointer<string>): Nullable<Buffer> {
    return isNull(path) ? null : attempt(() => readFileSync(path), null)
}

/** Creates or replaces a file: the bytes written, `R_ERR_CANT_OPEN` or `R_ERR_CANT_WRITE`. Mode 0 is 0644. Not atomic. */
export function rWriteFile(path: Pointer<string>, data: Pointer<string | Uint8Array>, len = -1, mode = 0): number {
    if (isNull(path) || isNull(data)) {
        return R_ERR_BAD_ARGS
    }
    const whole = typeof data === 'string' ? Buffer.from(data) : data
    const bytes = len >= 0 ? whole.subarray(0, len) : whole
    const fd = attempt(() => openSync(path, 'w', mode || usual), -1)
    if (fd < 0) {
        return R_ERR_CANT_OPEN
    }
    try {
        writeFileSync(fd, bytes)
        return bytes.length
    } catch (error) {
        setOsError(error)
        return R_ERR_CANT_WRITE
    } finally {
        closeSync(fd)
    }
}

/** Copies a file: the bytes copied, `R_ERR_CANT_OPEN`, `R_ERR_CANT_CREATE` or `R_ERR_CANT_COMPLETE`. Mode 0 is 0644. */
export function rCopyFile(from: Pointer<string>, to: Pointer<string>, mode = 0): number {
    const data = rReadFileData(from)
    if (data === null) {
        return R_ERR_CANT_OPEN
    }
    const written = rWriteFile(to, data, -1, mode)
    return written >= 0 ? written : written === R_ERR_CANT_WRITE ? R_ERR_CANT_COMPLETE : R_ERR_CANT_CREATE
}

/** Whether a file exists; links are followed. */
export function rFileExists(path: Pointer<string>): boolean {
    return !isNull(path) && existsSync(path)
}

/** Size of a file in bytes, or `R_ERR_CANT_FIND`. */
export function rGetFileSize(path: Pointer<string>): number {
    return isNull(path) ? R_ERR_CANT_FIND : (attempt(() => fileSize(path), null) ?? R_ERR_CANT_FIND)
}

/** Whether a file may be accessed by `mode` (`R_OK`, `W_OK`, `X_OK`, `F_OK`): 0 or -1. */
export function rAccessFile(path: Pointer<string>, mode: number): number {
    if (isNull(path)) {
        return -1
    }
    return attempt(() => {
        accessSync(path, mode)
        return 0
    }, -1)
}

/** Brings what was written to a descriptor to the disk: 0, or -1. */
export function rFlushFile(fd: number): number {
    return attempt(() => {
        fsyncSync(fd)
        return 0
    }, -1)
}

/** Keeps old versions of a file under numbers: 0, or `R_ERR_BAD_ARGS` if there is no file. */
export function rBackupFile(path: Pointer<string>, count: number): number {
    if (isNull(path) || !existsSync(path)) {
        return R_ERR_BAD_ARGS
    }
    return attempt(() => {
        backupFile(path, count)
        return 0
    }, R_ERR_BAD_ARGS)
}

/** Makes an empty file of mode 0600, which the caller removes; null if it cannot. Defaults: `/tmp` and `tmp`. */
export function rGetTempFile(dir: Pointer<string>, prefix: Pointer<string>): Nullable<string> {
    for (let tries = 0; tries < 10; tries++) {
        const unique = Array.from({ length: 6 }, () => letters[randomInt(letters.length)]).join('')
        const path = joinPath(dir || '/tmp', `${prefix || 'tmp'}-${unique}.tmp`)
        try {
            closeSync(openSync(path, 'wx', 0o600))
            return path
        } catch (error) {
            setOsError(error)
            if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
                return null
            }
        }
    }
    return null
}

/** The working directory; `.` if it is gone. */
export function rGetCwd(): string {
    return attempt(() => process.cwd(), '.')
}

/** The directory of the program, links resolved. */
export function rGetAppDir(): string {
    return dirname(attempt(() => realpathSync(process.argv[1] ?? process.execPath), process.execPath))
}
