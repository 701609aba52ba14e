/*
    network.ts -- Whether the endpoints of the web server are free, and names can be resolved.
*/

import { lookup } from 'node:dns/promises'
import { deadline, type Fiber, fromPromise, listen, parseEndpoint, scope, textOf } from '../../../../fiber/index.js'
import type { AgentConfig } from '../../../../services/agent/index.js'
import { about, type Finding } from './finding.js'

/** Milliseconds that a resolver may take. */
const PATIENCE = 5000

/** The endpoints of the web server. `own`: those where the agent serves that runs here. */
export function* checkPorts(config: AgentConfig, own: readonly string[]): Fiber<Finding[]> {
    const endpoints = config.get('web.listen', ['http://127.0.0.1:8080'])
    if (config.settings.services.web === false || !Array.isArray(endpoints)) {
        return []
    }
    const found: Finding[] = []
    for (const endpoint of endpoints) {
        const text = String(endpoint)
        if (portOf(text) === null) {
            // That was told of the configuration
            continue
        }
        const isOwn = own.some(url => portOf(url) === portOf(text))
        found.push(
            isOwn
                ? about('port').pass(`${text} is that of the agent that runs here`)
                : yield* checkPort(text, config.settings.sparePorts),
        )
    }
    return found
}

/** The port of an endpoint; null: it has none that can be read. */
function portOf(endpoint: string): number | null {
    try {
        return parseEndpoint(endpoint).port
    } catch {
        return null
    }
}

function* checkPort(endpoint: string, spare: number): Fiber<Finding> {
    const { pass, warn, fail } = about('port')
    try {
        yield* scope(function* () {
            const listener = yield* listen(parseEndpoint(endpoint), function* () {})
            listener.close()
        })
        return pass(`${endpoint} is free`)
    } catch (error) {
        const text = `${endpoint}: ${textOf(error)}`
        return spare > 0
            ? warn(`${text}; one of the ${spare} ports that follow will be taken`)
            : fail(`${text}; end the other program (is an agent running?), or change web.listen`)
    }
}

/** Whether a name can be resolved. */
export function* checkName(name: string): Fiber<Finding> {
    const { pass, fail } = about('DNS')
    try {
        const { address } = yield* deadline(PATIENCE, fromPromise(lookup(name)))
        return pass(`${name} is ${address}`)
    } catch (error) {
        return fail(`${name}: ${textOf(error)}: check the network, and /etc/resolv.conf`)
    }
}
