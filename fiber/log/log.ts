/*
    log.ts -- The log of the process: filter, layout, destination, handler. Source: spec runtime.md §18.

    Cheap when off: nothing is formatted before the filter has let a message pass.
*/

import { textOf } from '../core/index.js'
import { backupFile } from '../file/index.js'
import { LogDestination, type LogStatistics } from './destination.js'
import { everything, LogFilter } from './filter.js'
import { layLine, R_LOG_FORMAT } from './line.js'

/** Gets each message that passes the filter. Must not throw or wait. */
export type LogHandler = (type: string, source: string, message: string) => void

/** When a log file is rotated, and how many old ones are kept. */
export interface RotateOptions {
    /** Bytes. Default 2 MB. */
    readonly size?: number
    /** Default 5. */
    readonly count?: number
}

let filter = everything
let format = R_LOG_FORMAT
let destination: LogDestination | null = null
let handler: LogHandler = writeLogLine

/** Whether a message of this type and source is logged. */
export function isLogged(type: string, source: string): boolean {
    return filter.passes(type, source)
}

/** Hands a message to the handler, without asking the filter. What the handler throws is told on standard error. */
export function emit(type: string, source: string, message: string): void {
    try {
        handler(type, source, message)
    } catch (error) {
        process.stderr.write(`The log handler failed: ${textOf(error)}\n`)
    }
}

/** The default handler: lays out the line and writes it to the destination; nothing when there is none. */
export function writeLogLine(type: string, source: string, message: string): void {
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

/** Replaces the filter; a null list is empty. Takes effect at once. */
export function setLogFilter(types: string | null, sources: string | null): void {
    filter = new LogFilter(types, sources)
}

/** Lets everything pass. */
export function openLogFilter(): void {
    filter = everything
}

/** Replaces the layout. */
export function setLogFormat(next: string): void {
    format = next
}

/** The present layout. */
export function getLogFormat(): string {
    return format
}

/** Replaces the destination: a path, `stdout`, `stderr`, or null for none. Throws if a file cannot be opened; then it is stdout. */
export function setLogPath(path: string | null): void {
    const former = destination
    destination = null
    former?.close()
    if (path === null) {
        return
    }
    try {
        destination = new LogDestination(path)
    } catch (error) {
        destination = new LogDestination(former?.path === 'stderr' ? 'stderr' : 'stdout')
        throw error
    }
}

/** Where lines go. */
export function getLogDestination(): LogDestination | null {
    return destination
}

/** Begins a new file if the present one has reached a size; older ones get higher numbers. Returns whether it did. */
export function rotateLog(options: RotateOptions = {}): boolean {
    const { size = 2 * 1024 * 1024, count = 5 } = options
    const present = destination
    if (present === null || present.fd <= 2 || present.size() < size) {
        return false
    }
    present.close()
    destination = null
    try {
        backupFile(present.path, count)
        destination = new LogDestination(present.path)
    } catch {
        destination = new LogDestination('stderr')
    }
    return true
}

/** Counters of the destination. */
export function logStatistics(): LogStatistics {
    return destination?.statistics() ?? Object.freeze({ lines: 0, dropped: 0, waiting: 0 })
}
