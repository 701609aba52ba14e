/*
    collect.ts -- Collects what a bundle has. What cannot be had is named with its reason, and does not keep the rest from being collected.
*/

import { existsSync } from 'node:fs'
import { expandPath, type Fiber, fromPromise, joinPath, lockOwner, textOf } from '../../../../fiber/index.js'
import { type AgentConfig, type ConfigEntry, type LoadOptions, loadConfig } from '../../../../services/agent/index.js'
import { HIDDEN } from '../../../../services/config/index.js'
import { Db } from '../../../../services/db/index.js'
import { tlsProperties, webProperties } from '../../../../services/web/index.js'
import { type AgentReport, askReport } from '../../report/index.js'
import { checkAll } from '../check/index.js'
import type { Archived } from './archive.js'
import { listDirectories } from './directories.js'
import { secretsIn, secretsOfEnvironment, secretsOfFiles, tokensIn } from './known-secrets.js'
import { logTail } from './log-tail.js'
import { machine } from './machine.js'
import { Scrubber } from './scrubber.js'

/** What was collected. */
export interface Collected {
    /** The process of the agent that runs here; null: none does. */
    readonly agent: number | null
    readonly files: readonly Archived[]
    /** What cannot be had, and why. */
    readonly missing: readonly { readonly name: string; readonly why: string }[]
}

/** Collects everything; secrets are taken out. */
export function* collect(options: LoadOptions): Fiber<Collected> {
    const config = attempt(() => loadConfig(options))
    const state = expandPath('@state')
    const agent = lockOwner(joinPath(state, 'ioto.lock'))
    const report = agent === null ? null : yield* ask(state)
    const entries = config instanceof Failed ? [] : config.entries({ web: webProperties, tls: tlsProperties })
    const parts: [name: string, content: unknown][] = [
        ['machine.json', machine()],
        ['checks.json', yield* checkAll(options)],
        ['config.json', config instanceof Failed ? config : shown(entries)],
        ['files.txt', listDirectories(['@config', '@state', '@db', '@certs', '@log'].map(path => expandPath(path)))],
        ['database.json', config instanceof Failed ? config : attempt(() => database(config))],
        [
            'log.txt',
            attempt(() => logOf(config instanceof Failed ? null : config, report instanceof Failed ? null : report)),
        ],
        ...ofAgent(report),
    ]
    const scrubber = new Scrubber([
        ...(config instanceof Failed ? [] : secretsIn(config.tree)),
        ...tokensIn(report === null || report instanceof Failed ? entries : [...entries, ...report.config]),
        ...secretsOfFiles(expandPath('@config')),
        ...secretsOfFiles(state),
        ...secretsOfEnvironment(process.env),
    ])
    const files: Archived[] = []
    const missing: { name: string; why: string }[] = []
    for (const [name, content] of parts) {
        if (content instanceof Failed) {
            missing.push({ name, why: withoutFound(scrubber.text(content.why)) })
        } else {
            files.push({ name, text: textOfPart(name, content, scrubber) })
        }
    }
    return { agent, files, missing }
}

/** Why a part is not there. */
class Failed {
    constructor(readonly why: string) {}
}

function attempt<T>(work: () => T): T | Failed {
    try {
        return work()
    } catch (error) {
        return new Failed(textOf(error))
    }
}

function* ask(state: string): Fiber<AgentReport | Failed> {
    try {
        return yield* fromPromise(askReport(state))
    } catch (error) {
        return new Failed(`the agent cannot be asked: ${textOf(error)}`)
    }
}

/** What only a running agent knows. */
function ofAgent(report: AgentReport | Failed | null): [string, unknown][] {
    const names = ['statistics.json', 'fibers.txt', 'running-config.json']
    if (report === null || report instanceof Failed) {
        const failed = report ?? new Failed('no agent runs with this state directory')
        return names.map(name => [name, failed])
    }
    const { urls, statistics, fibers, config } = report
    return [
        ['statistics.json', { urls, ...statistics }],
        ['fibers.txt', fibers],
        ['running-config.json', shown(config)],
    ]
}

/** A configuration for others: of what no table knows the kind alone, since it may be a secret by whatever name. */
function shown(entries: readonly ConfigEntry[]): object[] {
    return entries.map(({ known, value, ...entry }) => ({ ...entry, value: known || isPlain(value) ? value : HIDDEN }))
}

function isPlain(value: unknown): boolean {
    return value === null || typeof value === 'number' || typeof value === 'boolean'
}

/** How many items of which models there are, and whether the files are whole. None of the items. */
function database({ settings: { services, database: given } }: AgentConfig): object | Failed {
    if (services.database !== true) {
        return new Failed('services.database is off')
    }
    const path = expandPath(given.path)
    if (![path, `${path}.jnl`].some(file => existsSync(file))) {
        return new Failed(`there is no ${path}`)
    }
    const db = Db.open(path, expandPath(given.schema), { readOnly: true })
    try {
        const models = Object.fromEntries([...db.models.keys()].map(name => [name, db.find(name, null).length]))
        return { path, models, recovery: db.recovery, statistics: db.statistics() }
    } finally {
        db.close()
    }
}

function logOf(config: AgentConfig | null, report: AgentReport | null): string | Failed {
    const [given = 'stdout'] = (config?.settings.log.path ?? 'stdout').split(':')
    const file = given === 'default' ? 'ioto.log' : given
    const isFile = !['stdout', 'stderr', 'none'].includes(file)
    const path = report === null ? (isFile ? joinPath(expandPath('@log'), file) : file) : report.log
    if ((path === null || path === 'stdout' || path === 'stderr') && report !== null && report.latest.length > 0) {
        return report.latest.map(lineOf).join('')
    }
    if (path === null || path === 'none') {
        return new Failed('there is no log')
    }
    return path === 'stdout' || path === 'stderr'
        ? new Failed(`the log goes to ${path}; under systemd: journalctl -u ioto`)
        : logTail(path)
}

function lineOf({ time, type, source, message }: AgentReport['latest'][number]): string {
    return `${new Date(time).toISOString()} ${type} ${source}: ${message}\n`
}

function textOfPart(name: string, content: unknown, scrubber: Scrubber): string {
    if (typeof content === 'string') {
        return scrubber.text(content)
    }
    const text = JSON.stringify(scrubber.value(content), null, 4)
    return `${name === 'checks.json' ? withoutFound(text) : text}\n`
}

/** Errors of syntax quote what they found: of a file that cannot be parsed nobody knows what that is. */
function withoutFound(text: string): string {
    return text.replace(/(Cannot parse [^\n]*?:\d+:\d+: )[^\n]*?(?=, wanted|"?,?\n|$)/g, `$1found ${HIDDEN}`)
}
