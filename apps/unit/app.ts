/*
    app.ts -- Checks of an agent on its device, from inside, with the names of the C face. Source: spec apps.md §7.

    `/api/test` runs one by its name, as often as is wanted: each that passes is a line of the answer, the first that fails ends it.
*/

import {
    ioto,
    rError,
    type REvent,
    rGetTimeouts,
    rGetTicks,
    rInfo,
    rSignal,
    rSleep,
    rStartEvent,
    rStop,
    rStopEvent,
    stoi,
    TPS,
    webAddAction,
    webError,
    webFinalize,
    webGetQueryVar,
    webGetVar,
    webWriteFmt,
} from 'ioto-fiber/c'
import type { Fiber } from 'ioto-fiber/fiber'
import type { Web } from 'ioto-fiber/web'
import { checks } from './checks.js'

/** Milliseconds that a run may take. */
const PATIENCE = 120 * TPS
/** Lines of the stream that the check web.stream adds. */
const LINES = 100

let watchdog: REvent | 0 = 0

export function ioStart(): number {
    webAddAction(ioto!.webHost!, '/api/test', test, null)
    webAddAction(ioto!.webHost!, '/api/public/stream', stream, null)
    return 0
}

export function ioStop(): void {
    stopWatchdog()
}

function* test(web: Web): Fiber<void> {
    const name = variable(web, 'name', '')
    const check = checks.get(name)
    const count = stoi(variable(web, 'count', '1'))
    const delay = stoi(variable(web, 'delay', '0'))
    const exit = stoi(variable(web, 'exit', '0'))
    if (exit !== 0) {
        startWatchdog()
    }
    let passed = check !== undefined
    for (let i = 0; i < count && passed; i++) {
        if (i > 0 && delay > 0) {
            yield* rSleep(delay * TPS)
        }
        passed = yield* isPassed(name)
        if (passed) {
            yield* webWriteFmt(web, '✓ Test %s passed\n', name)
        }
    }
    if (passed) {
        yield* webFinalize(web)
    } else {
        rError('unit', 'Test %s failed', name)
        yield* webError(web, 500, '✗ Test %s failed\n', name)
    }
    if (exit !== 0) {
        complete()
    }
}

/** A check that throws has failed. */
function* isPassed(name: string): Fiber<boolean> {
    try {
        return yield* checks.get(name)!(ioto!)
    } catch (error) {
        rError('unit', 'Test %s: %s', name, (error as Error).message)
        return false
    }
}

/** Of the body, else of the query. */
function variable(web: Web, name: string, otherwise: string): string {
    return webGetVar(web, name, null) ?? webGetQueryVar(web, name, otherwise) ?? otherwise
}

function* stream(web: Web): Fiber<void> {
    for (let i = 0; i < LINES; i++) {
        yield* webWriteFmt(web, '{"time": %d}\n', rGetTicks())
        yield* rSleep(TPS)
    }
    yield* webFinalize(web)
}

function startWatchdog(): void {
    if (rGetTimeouts() && !watchdog) {
        watchdog = rStartEvent(
            () => {
                rError('unit', 'Test failed due to timeout')
                complete()
            },
            null,
            PATIENCE,
        )
    }
}

function stopWatchdog(): void {
    if (watchdog) {
        rStopEvent(watchdog)
        watchdog = 0
    }
}

/** The run is over, and so is the agent. */
function complete(): void {
    stopWatchdog()
    rInfo('unit', 'Tests are complete')
    rSignal('test:complete')
    rStop()
}
