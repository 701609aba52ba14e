/*
    parts.ts -- What `rInit` sets up and `rTerm` tears down, besides fibers and events. Importing the C face adds it.
*/

import { addPart, onLifeMessage } from './event/index.js'
import { rInitLog, rLog, rTermLog } from './log/c.js'
import { onThreadFailure } from './thread/index.js'
import { freeWaits } from './wait/index.js'

addPart({ name: 'log', init: rInitLog, term: rTermLog })
addPart({ name: 'wait', init: () => 0, term: freeWaits })
onLifeMessage(message => rLog('info', 'runtime', '%s', message.replace(/^runtime: /, '')))
onThreadFailure(message => rLog('error', 'thread', '%s', message.replace(/^thread: /, '')))
