/*
    log-on-signal.ts -- `kill -USR2 PID` for a device whose log can be seen: what all fibers are doing, and then everything that
    is logged. Source: spec runtime.md §2.5.

        first            the dump of all fibers goes to the log
        second, soon     the dump again, and from now on every message passes the filter of the log
        third            the dump again, and the filter is what it was
*/

import { now } from '../core/index.js'
import { isLogOpen, openLog, writeLog } from '../log/index.js'
import { dumpOnSignal } from './dump-on-signal.js'

/** How soon the second signal has to come, milliseconds. */
const soon = 10_000

/**
 * At each SIGUSR2 writes the dump of all fibers to the log (whatever the filter says; to standard error, if the log has no
 * destination). A second signal within ten seconds opens the filter of the log, and a third restores it. Returns the function
 * that ends this; it restores the filter.
 */
export function logOnSignal(): () => void {
    let first = -Infinity
    const end = dumpOnSignal(text => {
        writeLog('info', 'fiber', text)
        if (isLogOpen()) {
            openLog(false)
            writeLog('info', 'log', 'The filter is what it was')
        } else if (now() - first <= soon) {
            openLog(true)
            writeLog('info', 'log', 'Every message passes the filter until the next SIGUSR2')
            first = -Infinity
        } else {
            first = now()
        }
    })
    return () => {
        end()
        openLog(false)
    }
}
