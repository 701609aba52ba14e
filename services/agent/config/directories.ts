/*
    directories.ts -- What `@state`, `@config` and the other names at the beginning of paths stand for. Source: spec agent.md §2.

    The names are those of the process: services, and code of the C face, expand paths by them.
*/

import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { addDirectory, clearDirectories, expandPath } from '../../../fiber/index.js'
import type { Application, LoadOptions } from './load-options.js'

/** The names that the configuration may define, beside `state`, and where they are by default; `.` is the current directory. */
const usual = { log: '.', db: '@state/db', certs: '@state/certs', site: '@state/site' } as const

/**
 * Defines `@state` and `@config` before the configuration is read: `--config`, else the directory of the file that `--ioto` names, else
 * that of the application that is run, else `.` if there is an ioto.json5, else `@state/config`, unless only the fallback has one.
 */
export function defineFirst({ config, ioto, state, application, fallback }: LoadOptions): void {
    clearDirectories()
    addDirectory('state', state ?? 'state')
    addDirectory('config', config ?? (ioto === undefined ? (application?.config ?? found(fallback)) : dirname(ioto)))
}

function found(fallback: Application | undefined): string {
    if (existsSync('ioto.json5')) {
        return '.'
    }
    const ofState = '@state/config'
    return fallback?.config === undefined || existsSync(expandPath(`${ofState}/ioto.json5`)) ? ofState : fallback.config
}

/** Defines the others, when the configuration is known. */
export function defineOthers(directories: unknown, { state, application, fallback }: LoadOptions): void {
    const given =
        typeof directories === 'object' && directories !== null ? (directories as Record<string, unknown>) : {}
    const own = (name: string): string | undefined => {
        const value = given[name]
        return typeof value === 'string' && value !== '' ? value : undefined
    }
    addDirectory('state', state ?? own('state') ?? 'state')
    for (const [name, path] of Object.entries(usual)) {
        addDirectory(name, own(name) ?? path)
    }
    if (own('site') === undefined) {
        addDirectory('site', application?.site ?? siteOf(fallback))
    }
}

function siteOf(fallback: Application | undefined): string {
    return fallback?.site === undefined || existsSync(expandPath(usual.site)) ? usual.site : fallback.site
}
