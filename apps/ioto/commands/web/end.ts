/*
    end.ts -- When `ioto web` ends: at a signal of the system, after a time, or at a signal of the runtime.
*/

import { Event, type Fiber, Logger, race, sleep, watch } from '../../../../fiber/index.js'
import { waitForStop } from '../../stop-signal.js'

const log = new Logger('web')

/** Waits for the end. `exit`: digits are seconds, anything else the name of a runtime signal. */
export function* waitForEnd(exit: string | undefined): Fiber<void> {
    const reason = yield* exit === undefined
        ? waitForStop()
        : race([waitForStop(), /^\d+$/.test(exit) ? timeOver(Number(exit)) : signalled(exit)])
    log.info(`Stopping after ${reason}`)
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
