/*
    service-flags.ts -- Which services run: what is configured, and what follows from it. Source: spec agent.md §6.
*/

import type { AgentConfig, Serialization } from './config/index.js'
import { AgentError } from './errors.js'

/** The effective services. */
export interface ServiceFlags {
    readonly ai: boolean
    readonly database: boolean
    readonly keys: boolean
    readonly logs: boolean
    readonly mqtt: boolean
    readonly provision: boolean
    readonly register: boolean
    readonly serialize: Serialization
    readonly shadow: boolean
    readonly sync: boolean
    readonly test: boolean
    readonly update: boolean
    readonly web: boolean
    /** Derived: provision, logs, shadow or sync. */
    readonly cloud: boolean
}

/** What this version does not have yet, in the order in which it is told. */
const missing = ['ai', 'keys', 'logs', 'shadow', 'sync', 'provision', 'register', 'update'] as const

/** The flags, and what is to be told as an error although the agent goes on. */
export function serviceFlags(config: AgentConfig): { readonly flags: ServiceFlags; readonly problems: string[] } {
    const { services, mqtt } = config.settings
    const problems: string[] = []
    const given = { ...services, provision: services.provision ?? false, database: services.database ?? false }
    const flags = { ...given, mqtt: given.mqtt || given.sync, keys: given.keys || given.logs }
    flags.database ||= flags.sync
    const ownBroker = mqtt.endpoint !== null && services.provision !== true
    for (let changed = true; changed; ) {
        const cloud = flags.provision || flags.logs || flags.shadow || flags.sync
        const needsProvision = !flags.provision && (flags.keys || (flags.mqtt && !ownBroker))
        const needsMqtt = !flags.mqtt && cloud
        changed = needsProvision || needsMqtt
        if (needsProvision) {
            problems.push('Need provisioning service if key or mqtt service is required')
            flags.provision = true
        }
        if (needsMqtt) {
            problems.push('Need MQTT service if any cloud services are required')
            flags.mqtt = true
        }
    }
    const { ai, database, keys, logs, provision, shadow, sync, test, update } = flags
    return {
        problems,
        flags: Object.freeze({
            ...{ ai, database, keys, logs, mqtt: flags.mqtt, provision, shadow, sync, test, update },
            register: services.register ?? provision,
            serialize: services.serialize ?? (provision ? 'auto' : 'none'),
            web: services.web ?? true,
            cloud: provision || logs || shadow || sync,
        }),
    }
}

/** Throws `AGENT_NOT_BUILT` for a service that is switched on and not there: silence would look as if it worked. */
export function refuseMissing(config: AgentConfig, flags: ServiceFlags): void {
    const isGiven = (name: (typeof missing)[number]): boolean => config.settings.services[name] === true
    const isFactory = flags.serialize === 'factory'
    const name = missing.find(isGiven) ?? missing.find(each => flags[each]) ?? (isFactory ? 'serialize' : undefined)
    if (name !== undefined) {
        const where = config.error(`services.${name}`, '').message.replace(/^Cannot use configuration |: $/g, '')
        const [what, wanted] = name === 'serialize' ? ["serialize: 'factory'", "'auto' or 'none'"] : [name, 'false']
        throw new AgentError(
            'AGENT_NOT_BUILT',
            `Cannot start service ${what} (${where}): this version does not have it yet, wanted services.${name}: ${wanted}`,
        )
    }
}

/** The line of the log that names them. */
export function enabledText(flags: ServiceFlags): string {
    const names = Object.entries({
        ...{ ai: flags.ai, db: flags.database, log: flags.logs, mqtt: flags.mqtt, provision: flags.provision },
        ...{ register: flags.register, shadow: flags.shadow, sync: flags.sync, serialize: flags.serialize !== 'none' },
        ...{ test: flags.test, update: flags.update, web: flags.web },
    })
    const enabled = names.filter(([, isOn]) => isOn).map(([name]) => name)
    return `Enabling services: ${enabled.join(' ')}`
}
