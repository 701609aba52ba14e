/*
    database-service.ts -- The database as a service of the agent. Source: spec agent.md §8.
*/

import { dirname } from 'node:path'
import { expandPath, type Fiber, Logger, sleep, spawn, type Task, textOf } from '../../fiber/index.js'
import { Db } from '../db/index.js'
import type { Agent } from './agent.js'
import type { AgentConfig, AgentSettings } from './config/index.js'
import { AgentError } from './errors.js'
import { schemaDoubts } from './schema-doubts.js'
import type { Service } from './service.js'
import { makeStateDirectory } from './state-directory.js'

const log = new Logger('db')

/** What the agent knows of the device, as the model `Device` has it. */
const described = ['description', 'model', 'name', 'product'] as const

/** @internal For the registry. */
export function make(agent: Agent): DatabaseService {
    return new DatabaseService(agent)
}

/** Opens the database, removes what has expired, and keeps the item about the device. */
export class DatabaseService implements Service {
    readonly #agent: Agent
    #settings: AgentSettings | null = null
    #db: Db | null = null
    #expiry: Task | null = null

    constructor(agent: Agent) {
        this.#agent = agent
    }

    /** The database; null: it is not open. */
    get db(): Db | null {
        return this.#db
    }

    configure({ settings }: AgentConfig): boolean {
        const former = this.#settings
        this.#settings = settings
        if (former === null || this.#db === null) {
            return true
        }
        const { maxJournalAge, maxJournalSize, path, schema, service } = settings.database
        this.#db.setJournalParams(maxJournalAge, maxJournalSize)
        return path === former.database.path && schema === former.database.schema && service === former.database.service
    }

    *start(): Fiber<void> {
        const { maxJournalAge, maxJournalSize, path: given, schema: givenSchema, service } = this.#settings!.database
        const path = expandPath(given)
        const schema = expandPath(givenSchema)
        const readOnly = this.#agent.options.nosave === true
        if (!readOnly) {
            makeStateDirectory(dirname(path))
        }
        try {
            this.#db = Db.open(path, schema, { maxJournalAge, maxJournalSize, readOnly })
        } catch (cause) {
            throw new AgentError(
                'AGENT_SERVICE',
                `Cannot open database ${path} or schema ${schema}: ${textOf(cause)}`,
                {
                    cause,
                },
            )
        }
        for (const problem of [...this.warnings(), ...this.#db.recovery.problems]) {
            log.error(problem)
        }
        this.#keepDevice(this.#db)
        if (service > 0 && service !== Infinity) {
            this.#expiry = spawn(expire, this.#db, service)
        }
    }

    *stop(): Fiber<void> {
        const db = this.#db
        this.#db = null
        this.#expiry?.cancel('the database is closed')
        this.#expiry = null
        db?.close()
    }

    warnings(): readonly string[] {
        try {
            return schemaDoubts(expandPath(this.#settings!.database.schema))
        } catch {
            // The start, or `ioto check`, says what is wrong
            return []
        }
    }

    statistics(): object | null {
        return this.#db?.statistics() ?? null
    }

    /** One item about this device, as device.json5 says. Schemas without the model have none. */
    #keepDevice(db: Db): void {
        const { device, provision } = this.#settings!
        const id = device.id ?? provision.id
        if (id === null) {
            return
        }
        db.addContext('deviceId', id)
        if (!db.models.has('Device') || db.readOnly) {
            return
        }
        try {
            for (const item of db.find('Device', null)) {
                if (item.data.id !== id) {
                    db.remove('Device', { id: item.data.id as string })
                }
            }
            const wanted = Object.fromEntries(
                described.flatMap(name => (device[name] === null ? [] : [[name, device[name]]])),
            )
            const present = db.get('Device', { id })
            if (present === null) {
                db.create('Device', { id, ...wanted })
            } else if (Object.entries(wanted).some(([name, value]) => present.data[name] !== value)) {
                db.update('Device', { id, ...wanted })
            }
        } catch (error) {
            log.error(`Cannot update device item in database: ${textOf(error)}`)
        }
    }
}

/** Removes what has expired, now and then. */
function* expire(db: Db, period: number): Fiber<void> {
    for (;;) {
        yield* sleep(period)
        db.removeExpired(true)
    }
}
