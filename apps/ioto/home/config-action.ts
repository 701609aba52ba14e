/*
    config-action.ts -- The configuration that counts, with origins, without secrets.
*/

import type { Agent } from '../../../services/agent/index.js'
import { tlsProperties, type WebHandler, webProperties } from '../../../services/web/index.js'

/** Answers what `ioto config` shows. */
export function configAction(agent: Agent): WebHandler {
    return function* (web) {
        yield* web.json(agent.config.entries({ web: webProperties, tls: tlsProperties }))
    }
}
