/*
    c-log.ts -- Settings of the log as C has them: specifications in a line, and settings that stick. Source: spec runtime.md §18.
*/

import { RBuf } from '../collection/index.js'
import { type Nullable, type Pointer, R_ERR_CANT_OPEN, stringOf } from '../compat/index.js'
import { layLine, R_LOG_FORMAT } from './line.js'
import {
    clearLogFilter,
    getLogDestination,
    getLogFormat,
    getLogHandler,
    type LogHandler,
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
export function rSetLog(spec: Pointer<string>, format: Pointer<string>, force: boolean): number {
    const text = stringOf(spec)
    if (text === null) {
        return 0
    }
    return setting(force, () => {
        const [path = '', types, sources = allSources] = text.split(/:+/).filter(part => part !== '')
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
export function rSetLogFormat(format: Pointer<string>, force: boolean): void {
    if (typeof format === 'string' && (!sticky || force)) {
        setLogFormat(format)
    }
}

/** Sets the types and sources that are logged; a null list is empty. Both null: nothing changes. */
export function rSetLogFilter(types: Pointer<string>, sources: Pointer<string>, force: boolean): void {
    const lists = [stringOf(types), stringOf(sources)] as const
    if (lists[0] !== null || lists[1] !== null) {
        setting(force, () => {
            setLogFilter(...lists)
            return 0
        })
    }
}

/**
 * Sets the destination: `stdout`, `stderr`, `none`, or a file that is appended to. Null: standard output, or standard error if
 * lines go there. 0, or `R_ERR_CANT_OPEN`, which is logged.
 */
export function rSetLogPath(path: Pointer<string>, force: boolean): number {
    return setting(force, () => open(stringOf(path)))
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
    clearLogFilter()
    setLogHandler(writeLogLine)
    isSet = sticky = false
}

/** Replaces the handler; gives the former one. Null: the default one. */
export function rSetLogHandler(fn: Pointer<RLogHandler>): RLogHandler {
    const next = typeof fn === 'function' && fn !== rDefaultLogHandler ? fn : writeLogLine
    return inC(setLogHandler(next))
}

/** The present handler. */
export function rGetLogHandler(): RLogHandler {
    return inC(getLogHandler())
}

/** Lays out a message and writes it to the destination: the default handler. */
export function rDefaultLogHandler(type: Pointer<string>, source: Pointer<string>, msg: Pointer<string>): void {
    writeLogLine(stringOf(type) ?? 'info', stringOf(source) ?? 'app', stringOf(msg) ?? '')
}

/** C code may compare a handler with `rDefaultLogHandler`. */
function inC(handler: RLogHandler): RLogHandler {
    return handler === writeLogLine ? rDefaultLogHandler : handler
}

/** Lays out a message with the present format, into a buffer that it fills and gives back. NULL for no buffer. */
export function rFormatLog(
    buf: Pointer<RBuf>,
    type: Pointer<string>,
    source: Pointer<string>,
    msg: Pointer<string>,
): Nullable<RBuf> {
    if (!(buf instanceof RBuf)) {
        return null
    }
    buf.clear()
    buf.putText(layLine(getLogFormat(), stringOf(type) ?? '', stringOf(source) ?? '', stringOf(msg) ?? ''))
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
