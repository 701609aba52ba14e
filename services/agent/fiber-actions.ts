/*
    fiber-actions.ts -- What `ioto fibers` asks of an agent: its fibers with their calls, and the time log.
*/

import {
    chromeTrace,
    type Fiber,
    type Frame,
    fibers,
    sleep,
    startTimeLog,
    statistics,
    stopTimeLog,
    type TaskStatistics,
    timeLog,
    timeLogSize,
} from '../../fiber/index.js'
import type { Web } from '../web/index.js'

/** A fiber, and its calls, innermost first. */
export interface FiberRecord extends TaskStatistics {
    readonly frames: readonly Frame[]
}

/** What `/api/fibers` answers. */
export interface FiberList {
    /** Fibers now. */
    readonly live: number
    /** The first of them, each behind its parent. */
    readonly fibers: readonly FiberRecord[]
}

/** Most fibers of an answer, and how many it has if nobody says. */
const MOST_FIBERS = 10_000
const SOME_FIBERS = 1000
/** Longest recording, seconds: clients do not wait much longer for an answer. */
const LONGEST = 50
/** Steps of a recording: some 10 MB as a trace, which is made in one go. */
const STEPS = 50_000

let recording = false

/** Answers the fibers with their calls: `?limit=N`. */
export function* fibersAction(web: Web): Fiber<void> {
    const limit = numberOf(web, 'limit', SOME_FIBERS)
    if (limit === null || limit > MOST_FIBERS) {
        yield* web.sendError(400, `Wanted a limit of 0 to ${MOST_FIBERS}`)
        return
    }
    const list = fibers(limit).map(task => ({ ...task.statistics(), frames: task.backtrace().frames }))
    yield* web.json({ live: statistics().live, fibers: list } satisfies FiberList)
}

/**
 * Records the steps of all fibers for `?seconds=N`, and answers them as a Chrome trace. 0 seconds: what a log has that is on already. POST
 * only: it is work for the agent.
 */
export function* timeLogAction(web: Web): Fiber<void> {
    const seconds = numberOf(web, 'seconds', 5)
    if (web.method !== 'POST') {
        yield* web.sendError(405, 'Wanted POST')
    } else if (seconds === null || seconds > LONGEST) {
        yield* web.sendError(400, `Wanted 0 to ${LONGEST} seconds`)
    } else if (recording) {
        yield* web.sendError(409, 'A recording is under way')
    } else if (seconds === 0 && timeLogSize() === 0) {
        yield* web.sendError(
            409,
            'The time log is off: wanted seconds, or an agent that was started with IOTO_TIME_LOG',
        )
    } else {
        yield* web.json(yield* record(seconds * 1000))
    }
}

function* record(ms: number): Fiber<object> {
    const wasOn = timeLogSize() > 0
    recording = true
    try {
        if (!wasOn) {
            startTimeLog(STEPS)
        }
        yield* sleep(ms)
        return chromeTrace(timeLog())
    } finally {
        recording = false
        if (!wasOn) {
            stopTimeLog()
        }
    }
}

/** A variable of the query; null: it is no number from 0 on. */
function numberOf(web: Web, name: string, otherwise: number): number | null {
    const text = web.getQueryVar(name)
    if (text === null) {
        return otherwise
    }
    return /^\d{1,9}(?:\.\d{1,9})?$/.test(text) ? Number(text) : null
}
