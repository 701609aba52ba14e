/*
    check-all.ts -- All checks, in the order in which an agent would come to them. One that fails does not keep the others from being made.
*/

import { expandPath, type Fiber, textOf } from '../../../../fiber/index.js'
import { Agent, type AgentConfig, type LoadOptions, loadConfig } from '../../../../services/agent/index.js'
import { checkCertificate } from './certificates.js'
import { checkClock, checkDirectory, checkDisk, checkSync } from './disk.js'
import { about, type Finding } from './finding.js'
import { checkName, checkPorts } from './network.js'

export type { Finding } from './finding.js'

/** Checks the configuration, and what it needs of the machine. */
export function* checkAll(options: LoadOptions): Fiber<readonly Finding[]> {
    const configuration = about('configuration')
    let config: AgentConfig
    try {
        config = loadConfig(options)
    } catch (error) {
        return [configuration.fail(textOf(error)), checkClock()]
    }
    const state = expandPath('@state')
    return [
        ...(yield* checkConfig(config)),
        checkDirectory('state directory', state),
        checkDirectory('log directory', expandPath('@log')),
        checkDisk(state),
        checkSync(state),
        checkClock(),
        ...checkCertificate(config),
        ...(yield* checkPorts(config)),
        ...(yield* checkNames(config)),
    ]
}

function* checkConfig(config: AgentConfig): Fiber<Finding[]> {
    const { pass, warn, fail } = about('configuration')
    const found = [pass(`${config.files.length} files: ${config.files.join(', ')}`), ...config.notes.map(warn)]
    try {
        return [...found, ...(yield* new Agent(config).check()).map(warn)]
    } catch (error) {
        return [...found, fail(textOf(error))]
    }
}

/** Hosts that the services which are on have to reach. */
function* checkNames(config: AgentConfig): Fiber<Finding[]> {
    const { services, mqtt } = config.settings
    const found: Finding[] = []
    if (services.mqtt && mqtt.endpoint !== null) {
        found.push(yield* checkName(mqtt.endpoint.replace(/^.*:\/\//, '').replace(/[:/].*$/, '')))
    }
    return found
}
