/*
    c-log.ts -- Settings of the log as C has them: specifications in a line, and settings that stick. Source: spec runtime.md §18.
*/

import type { RBuf } from '../collection/index.js'
import { R_ERR_CANT_OPEN } from '../compat/index.js'
import { layLine, R_LOG_FORMAT } from './line.js'
import {
    getLogDestination,
    getLogFormat,
    getLogHandler,
    type LogHandler,
    openLogFilter,
    rotateLog,
    setLogFilter,
    setLogFormat,
    setLogHandler,
    setLogPath,
    writeLogLine,
} from './log.js'

/** Gets each message that passes the filter. */
export type RLogHandler = LogHandler

/** What is logged, and where, if nothing else is said. */
export const R_LOG_FILTER = 'stdout:error,info,!debug,!trace:all,!mbedtls'
/** Size at which `rBackupLog` begins a new file, bytes, and how many old ones it keeps. */
export const ME_R_LOG_SIZE = 2 * 1024 * 1024
export const ME_R_LOG_COUNT = 5
/** First size of line buffers in C. */
export const ME_MAX_LOG_LINE = 512

const allSources = 'all,!mbedtls'

/** A setting was made with `force`: others without it are ignored. */
let sticky = false
let isSet = false

/** Runs a setting unless another one sticks. */
function setting(force: boolean, apply: () => number): number {
    if (sticky && !force) {
        return 0
    }
    const code = apply()
    if (code >= 0 && force) {
        sticky = true
    }
    return code
}

/** Sets filter and destination as `destination[:types[:sources]]`, and the format. 0, or `R_ERR_CANT_OPEN`. */
export function rSetLog(spec: string | null, format: string | null, force: boolean): number {
    if (spec === null || spec === undefined) {
        return 0
    }
    return setting(force, () => {
        const [path = '', types, sources = allSources] = spec.split(/:+/).filter(part => part !== '')
        if (types !== undefined) {
            setLogFilter(types, sources)
        }
        const code = path === '' ? 0 : open(path)
        if (code >= 0 && typeof format === 'string') {
            setLogFormat(format)
        }
        return code
    })
}

/** Sets the layout of lines; null keeps the present one. Force alone does not stick. */
export function rSetLogFormat(format: string | null, force: boolean): void {
    if (typeof format === 'string' && (!sticky || force)) {
        setLogFormat(format)
    }
}

/** Sets the types and sources that are logged; a null list is empty. Both null: nothing changes. */
export function rSetLogFilter(types: string | null, sources: string | null, force: boolean): void {
    if (types !== null || sources !== null) {
        setting(force, () => {
            setLogFilter(types, sources)
            return 0
        })
    }
}

/** Sets the destination: `stdout`, `stderr`, `none`, or a file that is appended to. 0, or `R_ERR_CANT_OPEN`. */
export function rSetLogPath(path: string | null, force: boolean): number {
    return setting(force, () => open(path))
}

/** Whether a destination is set. */
export function rIsLogSet(): boolean {
    return isSet
}

/** Descriptor of the destination: 1, 2, that of the file, or -1. */
export function rGetLogFile(): number {
    return getLogDestination()?.fd ?? -1
}

/** Begins a new file if the present one has 2 MB, and keeps 5 old ones. */
export function rBackupLog(): void {
    rotateLog({ size: ME_R_LOG_SIZE, count: ME_R_LOG_COUNT })
}

/** Makes the first settings anew, from the environment where `LOG_FILTER` or `LOG_FORMAT` is set. A part of `rInit`. */
export function rInitLog(): number {
    const filter = process.env.LOG_FILTER
    const format = process.env.LOG_FORMAT
    const force = filter !== undefined || format !== undefined
    sticky = false
    const code = rSetLog(filter ?? R_LOG_FILTER, format ?? R_LOG_FORMAT, force)
    return code < 0 ? 0 : code
}

/** Writes what is left and closes the file. A part of `rTerm`. */
export function rTermLog(): void {
    setLogPath(null)
    openLogFilter()
    setLogHandler(writeLogLine)
    isSet = sticky = false
}

/** Replaces the handler; gives the former one. Null: the default one. */
export function rSetLogHandler(fn: RLogHandler | null): RLogHandler {
    return setLogHandler(fn || writeLogLine)
}

/** The present handler. */
export function rGetLogHandler(): RLogHandler {
    return getLogHandler()
}

/** Lays out a message and writes it to the destination. */
export function rDefaultLogHandler(type: string, source: string, msg: string): void {
    writeLogLine(type, source, msg)
}

/** Lays out a message with the present format, into a buffer that it fills and gives back. */
export function rFormatLog(buf: RBuf, type: string, source: string, msg: string): RBuf {
    buf.clear()
    buf.putText(layLine(getLogFormat(), type, source, msg))
    return buf
}

function open(path: string | null): number {
    isSet = path !== null
    if (path === null) {
        setLogPath(getLogDestination()?.fd === 2 ? 'stderr' : 'stdout')
        return 0
    }
    try {
        setLogPath(path === 'none' ? null : path)
        return 0
    } catch (error) {
        writeLogLine('error', 'log', `Cannot open log file ${path}: ${(error as Error).message}`)
        return R_ERR_CANT_OPEN
    }
}
