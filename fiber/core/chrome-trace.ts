/*
    chrome-trace.ts -- The time log in the trace event format, which Perfetto, chrome://tracing and the Performance pane of DevTools open.
    https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU

    There are two groups of tracks: one track on which all steps follow each other, named by the fiber: how busy the thread is, and who
    holds it; and a track for each fiber, its steps named by what it had waited for.
*/

import type { LoggedStep } from './time-log.js'

/** An event: `X` a step, `M` the name of a track. */
export interface ChromeTraceEvent {
    readonly name: string
    readonly ph: 'X' | 'M'
    /** Group of tracks: 1 the thread, 2 the fibers. */
    readonly pid: number
    /** Track: of group 2 the number of the fiber. */
    readonly tid: number
    readonly cat?: string
    /** Microseconds since the process began. */
    readonly ts?: number
    /** Microseconds. */
    readonly dur?: number
    readonly args: Readonly<Record<string, unknown>>
}

/** A trace file, to be written as JSON. */
export interface ChromeTrace {
    readonly traceEvents: readonly ChromeTraceEvent[]
    readonly displayTimeUnit: 'ms'
}

const THREAD = 1
const FIBERS = 2

/** The trace of a time log (`timeLog()`). */
export function chromeTrace(steps: readonly LoggedStep[]): ChromeTrace {
    const traceEvents = [
        named('process_name', THREAD, 0, 'thread'),
        named('thread_name', THREAD, 1, 'all fibers'),
        named('process_name', FIBERS, 0, 'fibers'),
    ]
    const seen = new Set<number>()
    for (const { fiber, name, reason, start, duration } of steps) {
        if (!seen.has(fiber)) {
            seen.add(fiber)
            traceEvents.push(named('thread_name', FIBERS, fiber, `${name} ${fiber}`))
        }
        const time = { ph: 'X', cat: 'fiber', ts: start * 1000, dur: duration * 1000, args: { fiber, reason } } as const
        traceEvents.push({ name, pid: THREAD, tid: 1, ...time }, { name: reason, pid: FIBERS, tid: fiber, ...time })
    }
    return { traceEvents, displayTimeUnit: 'ms' }
}

function named(what: string, pid: number, tid: number, name: string): ChromeTraceEvent {
    return { name: what, ph: 'M', pid, tid, args: { name } }
}
