/*
    live-action.ts -- What the agent is doing, as a stream of events: `status` each second, `log` when there is something new.
*/

import { type Fiber, now, sleep } from '../../../fiber/index.js'
import type { Agent } from '../../../services/agent/index.js'
import type { Web, WebHandler } from '../../../services/web/index.js'

/** Milliseconds between two looks at the log, and two records of the status. */
const BEAT = 250
const PERIOD = 1000

/** Milliseconds after which a stream ends: who comes back has to show again who they are. */
const LONGEST = 300_000

/** Milliseconds after which a browser whose stream has ended comes back. */
const RETRY = 1000

/** Answers the stream. `status`: as `/api/status`. `log`: `{ types, lines }`, what is collected, and the lines since the last time. */
export function liveAction(agent: Agent): WebHandler {
    return web => web.eventStream(live(agent, web), { retry: RETRY })
}

function* live(agent: Agent, web: Web): Fiber<void> {
    const begun = now()
    let next = begun
    let seq = 0
    let types: string | null = null
    while (now() - begun < LONGEST && isStillIn(web)) {
        if (now() >= next) {
            next = now() + PERIOD
            yield* web.writeEvent(0, 'status', JSON.stringify(agent.statistics()))
        }
        const tail = agent.logTail
        if (tail !== null && (tail.seq > seq || tail.types !== types)) {
            const lines = tail.since(seq)
            seq = tail.seq
            types = tail.types
            yield* web.writeEvent(0, 'log', JSON.stringify({ types, lines }))
        }
        yield* sleep(BEAT)
    }
}

/** Whether the session that the request came with goes on: a logout ends it, here too. */
function isStillIn(web: Web): boolean {
    const { session } = web
    return session === null || web.host.sessions.get(session.id) === session
}
