/*
    wait-for-end.ts -- When a server ends: at a signal of the system, after a time, or at a signal of the runtime (`--exit`).
*/

import { Event, type Fiber, race, sleep, watch } from '../../fiber/index.js'
import { StopSignals } from './stop-signal.js'

/**
 * Waits for the end; gives its reason. `exit`: digits are seconds, anything else the name of a runtime signal. `signals`: those that are
 * heard; default: from now on.
 */
export function* waitForEnd(exit: string | undefined, signals = new StopSignals()): Fiber<string> {
    try {
        return yield* exit === undefined
            ? signals.wait()
            : race([signals.wait(), /^\d+$/.test(exit) ? timeOver(Number(exit)) : signalled(exit)])
    } finally {
        if (!signals.came) {
            signals.close()
        }
    }
}

function* timeOver(seconds: number): Fiber<string> {
    yield* sleep(seconds * 1000)
    return `${seconds} seconds`
}

function* signalled(name: string): Fiber<string> {
    const came = new Event(`signal ${name}`)
    const end = watch(name, function* () {
        came.emit()
    })
    try {
        yield* came.wait()
    } finally {
        end()
    }
    return `signal ${name}`
}
