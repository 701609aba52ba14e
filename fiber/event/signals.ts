/*
    signals.ts -- Signals that stop or restart the program. Source: spec runtime.md §2.5.

    SIGINT keeps its default action, SIGPIPE is ignored by Node, SIGCONT does nothing. SIGUSR2 is in fiber/process.
*/

import { url } from 'node:inspector'
import { R_RESTART, R_STOPPED, rSetState } from './state.js'

const stop = (): void => rSetState(R_STOPPED)
const restart = (): void => rSetState(R_RESTART)

let caught: readonly (readonly [NodeJS.Signals, () => void])[] = []

/** Installs the handlers. */
export function catchSignals(): void {
    caught = [
        ['SIGTERM', stop],
        ['SIGQUIT', stop],
        ['SIGHUP', stop],
        ...(isDebugged() ? [] : [['SIGUSR1', restart] as const]),
    ]
    for (const [name, listener] of caught) {
        process.on(name, listener)
    }
}

/** Removes the handlers. */
export function releaseSignals(): void {
    for (const [name, listener] of caught) {
        process.off(name, listener)
    }
    caught = []
}

/** Node's inspector keeps SIGUSR1 where it is in use, or was asked for. */
function isDebugged(): boolean {
    const options = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? '').split(/\s+/)]
    return url() !== undefined || options.some(option => option.startsWith('--inspect'))
}
