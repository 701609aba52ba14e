/*
    log.ts -- The log of the process: filter, layout, destination, handler. Source: spec runtime.md §18.

    Cheap when off: nothing is formatted before the filter has let a message pass.
*/

import { ME_DEBUG, rBreakpoint } from '../compat/c.js'
import { textOf } from '../core/index.js'
import { backupFile } from '../file/index.js'
import { complain } from './complain.js'
import { LogDestination, type LogStatistics, noStatistics, type RotateOptions } from './destination.js'
import { everything, LogFilter } from './filter.js'
import { layLine, R_LOG_FORMAT } from './line.js'

/** Gets each message that passes the filter. Must not throw or wait. */
export type LogHandler = (type: string, source: string, message: string) => void

/** @internal Gets messages beside the handler, by a filter of its own. */
export interface LogTap {
    passes(type: string, source: string): boolean
    /** Must not throw or wait. */
    take(type: string, source: string, message: string): void
}

let filter = everything
/** Those who listen; most programs have none. */
let taps: readonly LogTap[] = []
/** Everything passes, whatever the filter says. */
let isOpen = false
let format = R_LOG_FORMAT
let destination: LogDestination | null = null
let handler: LogHandler = writeLogLine

/** Whether a message of this type and source is logged, or somebody listens to it. */
export function isLogged(type: string, source: string): boolean {
    return isOpen || filter.passes(type, source) || isHeard(type, source)
}

function isHeard(type: string, source: string): boolean {
    for (const tap of taps) {
        if (tap.passes(type, source)) {
            return true
        }
    }
    return false
}

/** Hands on a message of which `isLogged` was asked. What the handler throws is told on standard error. */
export function emit(type: string, source: string, message: string): void {
    if (taps.length > 0) {
        tell(type, source, message)
        if (!isOpen && !filter.passes(type, source)) {
            return
        }
    }
    handle(type, source, message)
}

/** Logs a message that was asked for, whatever the filter says; on standard error if nobody takes it. */
export function writeLog(type: string, source: string, message: string): void {
    tell(type, source, message)
    if (handler === writeLogLine && destination === null) {
        complain(message)
    } else {
        handle(type, source, message)
    }
}

function handle(type: string, source: string, message: string): void {
    try {
        handler(type, source, message)
    } catch (error) {
        complain(`The log handler failed: ${textOf(error)}`)
    }
}

function tell(type: string, source: string, message: string): void {
    for (const tap of taps) {
        if (tap.passes(type, source)) {
            tap.take(type, source, message)
        }
    }
}

/** @internal */
export function addLogTap(tap: LogTap): void {
    taps = [...taps, tap]
}

/** @internal */
export function removeLogTap(tap: LogTap): void {
    taps = taps.filter(each => each !== tap)
}

/** The default handler: lays out the line and writes it to the destination; nothing when there is none. */
export function writeLogLine(type: string, source: string, message: string): void {
    if (ME_DEBUG && (type === 'error' || type === 'fatal')) {
        rBreakpoint()
    }
    destination?.write(type === 'raw' ? message : layLine(format, type, source, message))
}

/** Replaces the handler; gives the former one. */
export function setLogHandler(next: LogHandler): LogHandler {
    const former = handler
    handler = next
    return former
}

/** The present handler. */
export function getLogHandler(): LogHandler {
    return handler
}

/** Replaces the filter; a null list is empty. Takes effect at once; while the log is open (`openLog`), afterwards. */
export function setLogFilter(types: string | null, sources: string | null): void {
    filter = new LogFilter(types, sources)
}

/** Forgets the filter: everything passes. */
export function clearLogFilter(): void {
    filter = everything
}

/** Opens the log, so that every message is logged and the filter waits; `false`: the filter has its effect again. */
export function openLog(open: boolean): void {
    isOpen = open
}

/** Whether the log is open. */
export function isLogOpen(): boolean {
    return isOpen
}

/** Replaces the layout. */
export function setLogFormat(next: string): void {
    format = next
}

/** The present layout. */
export function getLogFormat(): string {
    return format
}

/**
 * Replaces the destination: a path, `stdout`, `stderr`, or null for none. A file that reaches `rotate.size` is rotated by itself,
 * without blocking. Throws if a file cannot be opened; then it is stdout.
 */
export function setLogPath(path: string | null, rotate?: RotateOptions): void {
    const former = destination
    destination = null
    former?.close()
    if (path === null) {
        return
    }
    try {
        destination = new LogDestination(path, rotate === undefined ? null : withDefaults(rotate))
    } catch (error) {
        destination = new LogDestination(former?.path === 'stderr' ? 'stderr' : 'stdout')
        throw error
    }
}

/** Where lines go. */
export function getLogDestination(): LogDestination | null {
    return destination
}

/**
 * Begins a new file if the present one has reached a size; older ones get higher numbers. Returns whether it did. Synchronous,
 * as in C: a log that rotates by itself (`setLogPath`) does not block.
 */
export function rotateLog(options: RotateOptions = {}): boolean {
    const { size, count } = withDefaults(options)
    const present = destination
    if (present === null || present.fd <= 2 || present.size() < size) {
        return false
    }
    present.close()
    destination = null
    try {
        backupFile(present.path, count)
        destination = new LogDestination(present.path, present.rotation)
    } catch (error) {
        destination = new LogDestination('stderr')
        emit('error', 'log', `Cannot rotate ${present.path}: ${textOf(error)}`)
    }
    return true
}

/** Counters of the destination. */
export function logStatistics(): LogStatistics {
    return destination?.statistics() ?? noStatistics
}

function withDefaults({ size = 2 * 1024 * 1024, count = 5 }: RotateOptions): Required<RotateOptions> {
    if (!(size > 0 && Number.isSafeInteger(count) && count >= 1)) {
        throw new RangeError(`Cannot rotate a log at ${size} bytes keeping ${count}: wanted numbers above 0`)
    }
    return { size, count }
}
