/*
    report.ts -- AgentReport: everything that a running agent knows of itself, at one moment.
*/

import { dumpFibers, getLogDestination, type LogLine } from '../../../fiber/index.js'
import type { Agent, AgentStatistics, ConfigEntry } from '../../../services/agent/index.js'

/** What a running agent says. */
export interface AgentReport {
    readonly version: string
    readonly pid: number
    /** Where its web server listens. */
    readonly urls: readonly string[]
    /** The file of its log, or `stdout`, `stderr`; null: none. */
    readonly log: string | null
    /** The latest messages of the log, whatever is done with it. */
    readonly latest: readonly LogLine[]
    readonly statistics: AgentStatistics
    /** The configuration that is in effect, with origins. */
    readonly config: readonly ConfigEntry[]
    /** All fibers with their traces. */
    readonly fibers: string
}

/** Makes the report. */
export async function reportOf(agent: Agent): Promise<AgentReport> {
    // The tables of the web server are there already, if it runs; else they are for this alone.
    const { tlsProperties, webProperties } = await import('../../../services/web/index.js')
    return {
        ...{ version: agent.version, pid: process.pid, urls: agent.web?.urls ?? [] },
        log: getLogDestination()?.path ?? null,
        latest: agent.logTail?.since(0) ?? [],
        statistics: agent.statistics(),
        config: agent.config.entries({ web: webProperties, tls: tlsProperties }),
        fibers: dumpFibers(),
    }
}
