/*
    c-files.ts -- Whole files of C code. Plain and synchronous, as in C. Source: spec runtime.md §19.1.
*/

import {
    accessSync,
    closeSync,
    constants,
    existsSync,
    fstatSync,
    fsyncSync,
    ftruncateSync,
    openSync,
    readFileSync,
    readSync,
    realpathSync,
    writeFileSync,
    writeSync,
} from 'node:fs'
import { constants as system } from 'node:os'
import { dirname } from 'node:path'
import {
    bytesOf,
    MAXINT,
    type Nullable,
    type Pointer,
    placeOf,
    R_ERR_BAD_ARGS,
    R_ERR_CANT_COMPLETE,
    R_ERR_CANT_CREATE,
    R_ERR_CANT_FIND,
    R_ERR_CANT_OPEN,
    R_ERR_CANT_WRITE,
    type Ref,
    report,
    setOsError,
    wholeOf,
} from '../compat/index.js'
import { backupFile } from './backup-file.js'
import { temporaryName } from './temporary.js'
import { fileSize } from './walk-dir.js'

const usual = 0o644
/** Bytes that are copied at a time. */
const piece = 64 * 1024

/** Runs a call of node:fs; a failure is noted as the last error of the system. */
function attempt<T, F>(call: () => T, failure: F): T | F {
    try {
        return call()
    } catch (error) {
        setOsError(error)
        return failure
    }
}

/** What is no text names no file; a number would be a descriptor for Node. */
function isPath(path: unknown): path is string {
    return typeof path === 'string'
}

function modeOf(mode: unknown): number {
    return wholeOf(mode) & 0o7777 || usual
}

/** The whole content as UTF-8 text, its bytes in `lenp`; null if it cannot be read, which is traced. */
export function rReadFile(path: Pointer<string>, lenp: Pointer<Ref<number>> = null): Nullable<string> {
    const data = rReadFileData(path)
    if (data === null) {
        return null
    }
    const length = placeOf(lenp)
    if (length !== null) {
        length.value = data.length
    }
    return data.toString()
}

/** The whole content as bytes; null if it cannot be read, which is traced. */
export function rReadFileData(path: Pointer<string>): Nullable<Buffer> {
    if (!isPath(path)) {
        return null
    }
    const data = attempt(() => readFileSync(path), null)
    if (data === null) {
        report('trace', 'runtime', `Cannot read ${path}`)
    }
    return data
}

/**
 * Creates or replaces a file: the bytes written, `R_ERR_CANT_OPEN` or `R_ERR_CANT_WRITE`. Mode 0 is 0644. A `len` that is
 * missing or negative is everything. Not atomic.
 */
export function rWriteFile(path: Pointer<string>, data: Pointer<string | Uint8Array>, len = -1, mode = 0): number {
    const whole = bytesOf(data)
    if (!isPath(path) || whole === null) {
        return R_ERR_BAD_ARGS
    }
    const length = wholeOf(len, -1)
    const bytes = length >= 0 ? whole.subarray(0, length) : whole
    const fd = attempt(() => openSync(path, 'w', modeOf(mode)), -1)
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

/**
 * Copies a file: the bytes copied, `R_ERR_CANT_OPEN`, `R_ERR_CANT_CREATE` (also onto itself, which would empty it) or
 * `R_ERR_CANT_COMPLETE`. Mode 0 is 0644.
 */
export function rCopyFile(from: Pointer<string>, to: Pointer<string>, mode = 0): number {
    const source = isPath(from) ? attempt(() => openSync(from, 'r'), -1) : -1
    if (source < 0) {
        return R_ERR_CANT_OPEN
    }
    try {
        return copyTo(source, to, mode)
    } finally {
        closeSync(source)
    }
}

function copyTo(source: number, to: Pointer<string>, mode: number): number {
    // Not emptied when it is opened: it may be the source under another name.
    const target = isPath(to)
        ? attempt(() => openSync(to, constants.O_CREAT | constants.O_WRONLY, modeOf(mode)), -1)
        : -1
    if (target < 0) {
        return R_ERR_CANT_CREATE
    }
    try {
        const [a, b] = [fstatSync(source), fstatSync(target)]
        if (a.dev === b.dev && a.ino === b.ino) {
            return R_ERR_CANT_CREATE
        }
        if (b.isFile()) {
            ftruncateSync(target)
        }
        const buf = Buffer.allocUnsafe(piece)
        let copied = 0
        for (let length = readSync(source, buf); length > 0; length = readSync(source, buf)) {
            for (let at = 0; at < length; ) {
                at += writeSync(target, buf, at, length - at)
            }
            copied += length
        }
        return copied
    } catch (error) {
        setOsError(error)
        return R_ERR_CANT_COMPLETE
    } finally {
        closeSync(target)
    }
}

/** Whether a file exists; links are followed. */
export function rFileExists(path: Pointer<string>): boolean {
    return isPath(path) && existsSync(path)
}

/** Size of a file in bytes, or `R_ERR_CANT_FIND`. */
export function rGetFileSize(path: Pointer<string>): number {
    return !isPath(path) ? R_ERR_CANT_FIND : (attempt(() => fileSize(path), null) ?? R_ERR_CANT_FIND)
}

/** Whether a file may be accessed by `mode` (`R_OK`, `W_OK`, `X_OK`, `F_OK`): 0 or -1. */
export function rAccessFile(path: Pointer<string>, mode: number): number {
    if (!isPath(path)) {
        return -1
    }
    return attempt(() => {
        accessSync(path, wholeOf(mode))
        return 0
    }, -1)
}

/** Brings what was written to a descriptor to the disk: 0, or -1. */
export function rFlushFile(fd: number): number {
    // Node ends the process for what is no descriptor.
    if (!Number.isInteger(fd) || fd < 0 || fd > MAXINT || Object.is(fd, -0)) {
        setOsError(system.errno.EBADF)
        return -1
    }
    return attempt(() => {
        fsyncSync(fd)
        return 0
    }, -1)
}

/** Keeps old versions of a file under numbers: 0, or `R_ERR_BAD_ARGS` if there is no file. */
export function rBackupFile(path: Pointer<string>, count: number): number {
    if (!isPath(path) || !existsSync(path)) {
        return R_ERR_BAD_ARGS
    }
    return attempt(() => {
        backupFile(path, wholeOf(count))
        return 0
    }, R_ERR_BAD_ARGS)
}

/** Makes an empty file of mode 0600, which the caller removes; null if it cannot, which is logged. Defaults: `/tmp` and `tmp`. */
export function rGetTempFile(dir: Pointer<string>, prefix: Pointer<string>): Nullable<string> {
    const directory = isPath(dir) && dir !== '' ? dir : '/tmp'
    const name = isPath(prefix) && prefix !== '' ? prefix : 'tmp'
    let failure: unknown = null
    for (let tries = 0; tries < 10; tries++) {
        const path = temporaryName(directory, name)
        try {
            closeSync(openSync(path, 'wx', 0o600))
            return path
        } catch (error) {
            setOsError(error)
            failure = error
            if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
                break
            }
        }
    }
    report('error', 'runtime', `Cannot make a temporary file in ${directory}: ${(failure as Error).message}`)
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
