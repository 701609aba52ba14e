/*
    statistics.ts -- AgentStatistics: what the status page shows.
*/

import { fibers, now, type RuntimeStatistics, statistics, type TaskStatistics, wallTime } from '../../fiber/index.js'
import type { DbStatistics } from '../db/index.js'
import type { MqttStatistics } from '../mqtt/index.js'
import type { WebStatistics } from '../web/index.js'
import type { Agent } from './agent.js'
import { agentProblems } from './problems.js'
import type { ServiceStatus } from './runner.js'

/** What an agent is doing, as a plain record. Times are in milliseconds, sizes in bytes. */
export interface AgentStatistics {
    readonly name: string
    readonly version: string
    /** The application, its version, and the profile. */
    readonly app: { readonly name: string; readonly version: string; readonly profile: string }
    /** Only the services run that a repair needs. */
    readonly safe: boolean
    /** What somebody should know and do something about, one sentence each. */
    readonly problems: readonly string[]
    readonly pid: number
    /** Version of Node. */
    readonly node: string
    /** Now, since 1970. */
    readonly time: number
    /** Since the agent was made. */
    readonly uptime: number
    /** Of the process; `rss` is what the system counts, the others are of the JavaScript engine. */
    readonly memory: {
        readonly rss: number
        readonly heapUsed: number
        readonly heapTotal: number
        readonly external: number
    }
    /** Processor time of the process. */
    readonly cpu: { readonly user: number; readonly system: number }
    readonly runtime: RuntimeStatistics
    /** The first fibers, no more than 50. */
    readonly fibers: readonly TaskStatistics[]
    readonly services: readonly ServiceStatus[]
    /** Null: the web server does not run. */
    readonly web: WebStatistics | null
    /** Null: the database is not open. */
    readonly database: DbStatistics | null
    /** Null: there is no MQTT client. */
    readonly mqtt: MqttStatistics | null
}

/** How many fibers are listed. */
const listed = 50

/** @internal The record of an agent that was made at `started` (of `now`). */
export function agentStatistics(agent: Agent, started: number): AgentStatistics {
    const { rss, heapUsed, heapTotal, external } = process.memoryUsage()
    const { user, system } = process.cpuUsage()
    const { app, version, profile } = agent.config.settings
    return Object.freeze({
        ...{ name: 'ioto-fiber', version: agent.version, app: { name: app, version, profile }, safe: agent.isSafe },
        problems: agentProblems(agent),
        ...{ pid: process.pid, node: process.version, time: wallTime(), uptime: Math.round(now() - started) },
        memory: { rss, heapUsed, heapTotal, external },
        cpu: { user: user / 1000, system: system / 1000 },
        runtime: statistics(),
        fibers: fibers(listed).map(task => task.statistics()),
        services: agent.services,
        web: agent.web?.statistics() ?? null,
        database: agent.db?.statistics() ?? null,
        mqtt: agent.mqtt?.statistics() ?? null,
    })
}
