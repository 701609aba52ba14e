/*
    stop-signal.ts -- Waits for the signal that ends a server.
*/

import { type Fiber, waitForSignal } from '../../fiber/index.js'

const stopSignals = ['SIGINT', 'SIGTERM'] as const

/**
 * Milliseconds in which a signal may come again without being meant as a second one: the terminal sends a Ctrl-C to all
 * processes, and npm, which is one of them, hands it on to us.
 */
const echo = 500

/** Waits for SIGINT or SIGTERM. Its echo has no effect; what comes later has its usual one, and ends the process at once. */
export function* waitForStop(): Fiber<NodeJS.Signals> {
    const ignore = (): void => {}
    for (const name of stopSignals) {
        process.on(name, ignore)
    }
    const end = (): void => {
        for (const name of stopSignals) {
            process.off(name, ignore)
        }
    }
    let came = false
    try {
        const signal = yield* waitForSignal(...stopSignals)
        came = true
        setTimeout(end, echo).unref()
        return signal
    } finally {
        if (!came) {
            end()
        }
    }
}
