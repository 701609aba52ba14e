/*
    database-actions.ts -- Items of the database for the page: browse, change, remove. What is answered with 200 is on the disk.
*/

import type { Fiber } from '../../../fiber/index.js'
import { type Agent, guarded } from '../../../services/agent/index.js'
import { type Db, DbError, type DbItem } from '../../../services/db/index.js'
import type { Web, WebHandler, WebHost } from '../../../services/web/index.js'

/** Items in an answer. */
const MOST = 100

/** Fields that are never shown. */
const hidden = new Set(['password'])

/** Adds the actions to a server. */
export function addDatabaseActions(agent: Agent, web: WebHost): void {
    web.addAction('/api/db/models', guarded(modelsAction(agent)))
    web.addAction('/api/db/find', guarded(findAction(agent)))
    web.addAction('/api/db/update', guarded(updateAction(agent)))
    web.addAction('/api/db/remove', guarded(removeAction(agent)))
}

/** Answers the models, with their fields and how many items each has. */
function modelsAction(agent: Agent): WebHandler {
    return withDatabase(agent, function* (db, web) {
        const models = [...db.models].map(([name, { fields }]) => ({
            ...{ name, fields: [...fields.keys()], count: db.find(name, null).length },
        }))
        yield* web.json(models)
    })
}

/** Answers items of the model `model`, at most a hundred, behind the item with the key `next`. */
function findAction(agent: Agent): WebHandler {
    return withDatabase(agent, function* (db, web) {
        const next = web.getQueryVar('next')
        const params = { limit: MOST, ...(next === null ? {} : { next }) }
        const items = db.find(web.getQueryVar('model'), null, params)
        yield* web.json({ items: items.map(shown), next: items.length === MOST ? db.next(items) : null })
    })
}

/** Makes or changes an item: JSON `{ model, properties }`. */
function updateAction(agent: Agent): WebHandler {
    return withDatabase(agent, function* (db, web) {
        const { model, properties } = (yield* body(web)) ?? {}
        const item = db.update(String(model), properties as Record<string, unknown>, { upsert: true })
        yield* db.flush()
        yield* web.json(shown(item))
    })
}

/** Removes the item with these properties: JSON `{ model, properties }`. */
function removeAction(agent: Agent): WebHandler {
    return withDatabase(agent, function* (db, web) {
        const { model, properties } = (yield* body(web)) ?? {}
        const count = db.remove(String(model), properties as Record<string, unknown>)
        yield* db.flush()
        yield* web.json({ removed: count })
    })
}

/** The object in the body of a POST of JSON, which no form of another site can send. */
function* body(web: Web): Fiber<{ readonly model?: unknown; readonly properties?: unknown }> {
    if (web.method !== 'POST' || !web.jsonBody) {
        throw new DbError('DB_BAD_PROPERTIES', 'Wanted POST of application/json')
    }
    return web.parseJson().toObject() as object
}

function withDatabase(agent: Agent, work: (db: Db, web: Web) => Fiber<void>): WebHandler {
    return function* (web) {
        const { db } = agent
        if (db === null) {
            yield* web.sendError(404, 'The database is not open')
            return
        }
        try {
            yield* work(db, web)
        } catch (error) {
            if (!(error instanceof DbError) || web.wroteHeaders) {
                throw error
            }
            yield* web.sendError(error.code === 'DB_CANNOT_WRITE' ? 500 : 400, error.message)
        }
    }
}

function shown({ data }: DbItem): object {
    return Object.fromEntries(Object.entries(data).filter(([name]) => !hidden.has(name)))
}
