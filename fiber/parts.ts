/*
    parts.ts -- What `rInit` sets up and `rTerm` tears down, besides fibers and events. Importing the C face adds it.
    Source: spec runtime.md §2.2, §2.4.
*/

import { isMainThread } from 'node:worker_threads'
import { onReport } from './compat/index.js'
import { onFailureText } from './core/index.js'
import { addPart } from './event/index.js'
import { clearDirectories } from './file/index.js'
import { rInitLog, rLog, rTermLog } from './log/c.js'
import { logsClosed } from './log/index.js'
import { logOnSignal } from './process/index.js'
import { dropSockets } from './rsocket/index.js'
import { freeWaits } from './wait/index.js'

let stopDumps: (() => void) | null = null

function initSystem(): number {
    // A worker shares both with the thread that started it, and may not change them.
    if (isMainThread) {
        process.umask(0o022)
        process.env.IFS = '\t '
    }
    return 0
}

function initLog(): number {
    onFailureText(text => rLog('error', 'fiber', '%s', text))
    return rInitLog()
}

function termLog(): Promise<void> {
    onFailureText(null)
    rTermLog()
    return logsClosed()
}

function clearFiles(): number {
    clearDirectories()
    return 0
}

function catchDumps(): number {
    stopDumps = logOnSignal()
    return 0
}

onReport((type, source, message) => rLog(type, source, '%s', message))
addPart({ name: 'system', init: initSystem, term: () => {} })
addPart({ name: 'files', init: clearFiles, term: clearDirectories })
addPart({ name: 'log', init: initLog, term: termLog })
addPart({ name: 'wait', init: () => 0, term: freeWaits })
addPart({ name: 'sockets', init: () => 0, term: dropSockets })
addPart({ name: 'dumps', init: catchDumps, term: () => stopDumps?.() })
