/*
    files.ts -- What the configuration names and services read when they start: the schema of the database, the documents of the web server.
*/

import { statSync } from 'node:fs'
import { expandPath, textOf } from '../../../../fiber/index.js'
import type { AgentConfig } from '../../../../services/agent/index.js'
import { buildModels, readSchema } from '../../../../services/db/index.js'
import { about, type Finding } from './finding.js'

/** Nothing where the database is off. */
export function checkSchema({ settings: { services, database } }: AgentConfig): Finding[] {
    if (services.database !== true) {
        return []
    }
    const { pass, fail } = about('schema')
    const path = expandPath(database.schema)
    try {
        const schema = readSchema(path)
        buildModels(schema)
        return [pass(`${path}, ${Object.keys(schema.models).length} models`)]
    } catch (error) {
        const text = textOf(error).replace(/\s*\n\s*/g, ': ')
        const todo = text.startsWith('Cannot open') ? ', wanted a schema, or services.database: false' : ''
        return [fail(`${text.includes(path) ? '' : `${path}: `}${text}${todo}`)]
    }
}

/** Nothing where the web server is off, or uploads go where those of the system do. */
export function checkUploads(config: AgentConfig): Finding[] {
    const given = config.get('web.upload.dir', null)
    if (config.settings.services.web === false || typeof given !== 'string') {
        return []
    }
    const { pass, warn } = about('uploads')
    const path = expandPath(given)
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
        return [pass(path)]
    }
    const reason = `web.upload.dir is ${JSON.stringify(given)}, wanted a directory: uploads will be refused`
    return [warn(textOf(config.error('web.upload.dir', reason)))]
}

/** Nothing where the web server is off, or no route is for files. */
export function checkDocuments(config: AgentConfig): Finding[] {
    const routes = config.get('web.routes', [{ handler: 'file' }])
    const isForFiles = (route: unknown): boolean =>
        ['file', undefined].includes((route as { readonly handler?: string } | null)?.handler)
    const given = config.get('web.documents', '@site')
    if (
        config.settings.services.web === false ||
        !(Array.isArray(routes) && routes.some(isForFiles)) ||
        typeof given !== 'string'
    ) {
        return []
    }
    const { pass, fail } = about('documents')
    const path = expandPath(given)
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
        return [pass(path)]
    }
    const reason = `web.documents is ${JSON.stringify(given)}, wanted a directory that can be read`
    return [fail(config.get('web.documents') === undefined ? reason : textOf(config.error('web.documents', reason)))]
}
