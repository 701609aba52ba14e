/*
    check-all.ts -- All checks, in the order in which an agent would come to them. One that fails does not keep the others from being made.
*/

import { expandPath, type Fiber, fromPromise, joinPath, lockOwner, textOf } from '../../../../fiber/index.js'
import { Agent, type AgentConfig, type LoadOptions, loadConfig } from '../../../../services/agent/index.js'
import { askReport } from '../../report/index.js'
import { checkCertificate } from './certificates.js'
import { checkClock, checkDirectory, checkDisk, checkSync } from './disk.js'
import { checkDocuments, checkSchema, checkUploads } from './files.js'
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
    const running = yield* checkAgent(state)
    return [
        ...(yield* checkConfig(config)),
        running.finding,
        checkDirectory('state directory', state),
        checkDirectory('log directory', expandPath('@log')),
        checkDisk(state),
        checkSync(state),
        checkClock(),
        ...checkSchema(config),
        ...checkDocuments(config),
        ...checkUploads(config),
        ...checkCertificate(config),
        ...(yield* checkPorts(config, running.urls)),
        ...(yield* checkNames(config)),
    ]
}

/** The agent that runs with this state directory, and where it serves: its ports are not taken by others. */
function* checkAgent(state: string): Fiber<{ readonly finding: Finding; readonly urls: readonly string[] }> {
    const { pass, warn } = about('agent')
    const pid = lockOwner(joinPath(state, 'ioto.lock'))
    if (pid === null) {
        return { finding: pass('none runs with this state directory'), urls: [] }
    }
    try {
        const { urls } = yield* fromPromise(askReport(state))
        return { finding: pass(`process ${pid} runs here, and serves ${urls.join(', ') || 'nothing'}`), urls }
    } catch (error) {
        return { finding: warn(`process ${pid} runs here, but cannot be asked: ${textOf(error)}`), urls: [] }
    }
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
