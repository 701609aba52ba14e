/*
    log-action.ts -- How much of the log is collected for the page. The log itself stays as it is configured.
*/

import type { Fiber } from '../../../fiber/index.js'
import type { Agent } from '../../../services/agent/index.js'
import type { Web, WebHandler } from '../../../services/web/index.js'
import { postedObject } from './json-request.js'

/** Levels, each with the types that it has. */
const levels: ReadonlyMap<unknown, string> = new Map([
    ['error', 'fatal,error'],
    ['info', 'error,info'],
    ['trace', 'error,info,trace'],
    ['debug', 'all'],
])

/** Sets the level: JSON `{ level }`. It holds until the agent ends. */
export function levelAction(agent: Agent): WebHandler {
    return function* (web: Web): Fiber<void> {
        const posted = postedObject(web)
        if (posted === null) {
            return
        }
        const types = levels.get(posted.level)
        if (types === undefined) {
            yield* web.sendError(400, `Wanted level: ${[...levels.keys()].join(', ')}`)
            return
        }
        if (agent.logTail !== null) {
            agent.logTail.types = types
        }
        yield* web.json({ types })
    }
}
