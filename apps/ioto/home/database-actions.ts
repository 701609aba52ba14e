/*
    database-actions.ts -- Items of the database for the page: browse, change, remove. What is answered with 200 is on the disk.
*/

import type { Fiber } from '../../../fiber/index.js'
import { type Agent, guarded } from '../../../services/agent/index.js'
import { type Db, DbError, type DbItem, type DbModel } from '../../../services/db/index.js'
import type { Web, WebHandler, WebHost } from '../../../services/web/index.js'
import { postedObject } from './json-request.js'
import { USER, withHash } from './user-item.js'

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

/** Answers the models, with the fields that people may fill in, and how many items each has. */
function modelsAction(agent: Agent): WebHandler {
    return withDatabase(agent, function* (db, web) {
        const models = [...db.models.values()].map(model => ({
            ...{ name: model.name, fields: fieldsOf(model), count: db.find(model.name, null).length },
        }))
        yield* web.json(models)
    })
}

/** What is computed is not filled in. A password is, and does not come back. */
function fieldsOf({ fields, name: model }: DbModel): object[] {
    return [...fields.values()]
        .filter(({ value, hidden }) => value === null && !hidden)
        .map(({ name, type, required, enums, def, generate }) => ({
            ...{ name, type: name === 'password' && model === USER ? 'password' : type },
            ...{ required: required && def === undefined && generate === null, enums },
        }))
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
        const posted = postedItem(web)
        if (posted !== null) {
            const { model, properties } = posted
            const isUser = model === USER
            const given = isUser ? yield* withHash(db, web.host, properties) : properties
            const item = db.update(model, given, { upsert: true })
            yield* db.flush()
            if (isUser && given.password !== undefined) {
                // Whoever knew the one before is out.
                web.host.endSessions(String(item.data.username))
            }
            yield* web.json(shown(item))
        }
    })
}

/** Removes the item with these properties: JSON `{ model, properties }`. */
function removeAction(agent: Agent): WebHandler {
    return withDatabase(agent, function* (db, web) {
        const posted = postedItem(web)
        if (posted !== null) {
            const { model, properties } = posted
            const { password: _, ...known } = properties
            const users = model === USER ? db.find(USER, known) : []
            const count = db.remove(model, known)
            yield* db.flush()
            for (const { data } of users) {
                web.host.endSessions(String(data.username))
            }
            yield* web.json({ removed: count })
        }
    })
}

/** What is to be changed; null: the request is another one, and was answered. */
function postedItem(
    web: Web,
): { readonly model: string; readonly properties: Readonly<Record<string, unknown>> } | null {
    const posted = postedObject(web)
    if (posted === null) {
        return null
    }
    const { model, properties } = posted
    if (typeof model !== 'string' || typeof properties !== 'object' || properties === null) {
        web.sendErrorNow(400, 'Wanted { model, properties }')
        return null
    }
    return { model, properties: properties as Record<string, unknown> }
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
