/*
    app.ts -- A device that counts, keeps what it counts in its database, and takes commands. Source: spec apps.md §4.

    It runs without a cloud: what needs one says so, and the rest goes on.
*/

import type { Agent } from 'ioto-fiber'
import { svalue } from 'ioto-fiber/c'
import type { Db } from 'ioto-fiber/db'
import { type Fiber, Logger, signal, sleep, spawn } from 'ioto-fiber/fiber'
import { addCommands, endCommands } from './commands.js'

const log = new Logger('demo')

/** Seconds after which items of the model Log are removed. */
const KEPT = 2 * 3600

/** What the configuration says. */
interface Settings {
    readonly count: number
    /** Milliseconds. */
    readonly delay: number
    readonly sync: boolean
    readonly service: boolean
    readonly log: boolean
}

/** How far it is; the page asks for it. */
const progress = { iteration: 0, count: 0, running: false }

/** Runs on a fiber when all services are ready. */
export function start(agent: Agent): void {
    addCommands(agent)
    agent.web?.addAction('/api/demo', function* (web) {
        yield* web.json({ ...progress, items: agent.db === null ? [] : shown(agent.db) })
    })
    if (agent.config.get('demo.enable', false) !== true) {
        log.info('Demo disabled')
    } else if (agent.db === null) {
        log.error('Cannot run the demo: the database is off, wanted services.database: true')
    } else {
        spawn(demo, agent, agent.db)
    }
}

/** Runs before the services are stopped. */
export function stop(): void {
    endCommands()
    progress.running = false
}

function* demo(agent: Agent, db: Db): Fiber<void> {
    const settings = settingsOf(agent)
    const { count, delay } = settings
    Object.assign(progress, { iteration: 0, count, running: true })
    log.info(`Demo: ${count} iterations, ${delay} ms between them`)
    tellMissing(agent)
    // Without an account of the cloud, items are those of this device
    const { device } = agent.config.settings
    db.addContext('accountId', device.account ?? 'local')
    db.addContext('deviceId', device.id ?? 'local')
    db.removeExpired(true)
    for (let iteration = 1; iteration <= count; iteration++) {
        log.info(`Demo iteration ${iteration}/${count}`)
        progress.iteration = iteration
        act(db, settings, iteration)
        yield* db.flush()
        if (iteration < count) {
            yield* sleep(delay)
        }
    }
    progress.running = false
    log.info('Demo complete')
    signal('demo:complete')
}

function settingsOf({ config }: Agent): Settings {
    const isOn = (name: string): boolean => config.get(`demo.${name}`, false) === true
    return {
        count: Number(config.get('demo.count', 30)),
        delay: svalue(String(config.get('demo.delay', '30sec'))) * 1000,
        ...{ sync: isOn('sync'), service: isOn('service'), log: isOn('log') },
    }
}

/** What is switched on and needs the cloud, which this version does not have. */
function tellMissing({ config }: Agent): void {
    for (const name of ['counter', 'metric']) {
        if (config.get(`demo.${name}`, false) === true) {
            log.error(
                `Cannot do demo.${name}: it needs the cloud, which this version does not have, wanted demo.${name}: false`,
            )
        }
    }
}

function act(db: Db, settings: Settings, iteration: number): void {
    if (settings.sync) {
        db.update('Store', { key: 'counter', value: iteration, type: 'number' }, { upsert: true })
    }
    if (settings.service) {
        db.update('Service', { value: iteration }, { upsert: true })
    }
    if (settings.log) {
        const expires = new Date(Date.now() + KEPT * 1000)
        db.create('Log', { message: `message-${iteration}`, expires })
    }
}

/** The items of the demo, for the page. */
function shown(db: Db): object[] {
    return ['Store', 'Service', 'Log'].flatMap(model => db.find(model, null).map(({ data }) => ({ model, ...data })))
}
