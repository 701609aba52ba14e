/*
    application.ts -- Loads the application that `ioto run` is given: a module, or a folder with config/, site/ and a module.
*/

import { existsSync, readFileSync, statSync } from 'node:fs'
import { register } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { textOf } from '../../../../fiber/index.js'
import type { AgentHooks, Application } from '../../../../services/agent/index.js'
import { Failure } from '../../subcommand.js'
import { hooksOf } from './hooks-of.js'

/** An application that was loaded. */
export interface LoadedApplication {
    readonly folder: Application
    readonly hooks: AgentHooks
}

/** Where the module of a folder is, in this order; NAME is that of the folder. */
const places = ['app', 'index', 'src/NAME', 'NAME']
const extensions = ['.ts', '.mts', '.js', '.mjs']

/** Loads an application; null: there is none. Throws a `Failure` that says what is missing. */
export async function loadApplication(given: string | undefined): Promise<LoadedApplication | null> {
    if (given === undefined) {
        return null
    }
    const { folder, module } = findApplication(given)
    return { folder, hooks: module === null ? {} : hooksOf(await loadModule(module), given) }
}

/** Finds an application, and loads nothing. Throws a `Failure` that says what is missing. */
export function findApplication(given: string): { readonly folder: Application; readonly module: string | null } {
    const path = resolve(given)
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats === undefined) {
        throw new Failure(`Cannot run ${given}: there is no such file or folder`)
    }
    const folder = stats.isDirectory() ? path : dirname(path)
    const module = stats.isDirectory() ? moduleIn(folder) : path
    const config = join(folder, 'config')
    const site = join(folder, 'site')
    const hasConfig = existsSync(join(config, 'ioto.json5'))
    if (module === null && !hasConfig) {
        throw new Failure(`Cannot run ${given}: wanted config/ioto.json5, or a module such as app.ts, in it`)
    }
    return {
        folder: { ...(hasConfig ? { config } : {}), ...(existsSync(site) ? { site } : {}) },
        module,
    }
}

/** The module of an application, a file or a folder; null: a folder without one, or nothing. */
export function moduleOf(given: string): string | null {
    const path = resolve(given)
    const stats = statSync(path, { throwIfNoEntry: false })
    return stats === undefined ? null : stats.isDirectory() ? moduleIn(path) : path
}

function moduleIn(folder: string): string | null {
    const manifest = join(folder, 'package.json')
    if (existsSync(manifest)) {
        const { main } = JSON.parse(readFileSync(manifest, 'utf8')) as { main?: unknown }
        if (typeof main === 'string') {
            return join(folder, main)
        }
    }
    const names = places.map(place => place.replace('NAME', basename(folder)))
    const paths = names.flatMap(name => extensions.map(extension => join(folder, name + extension)))
    return paths.find(path => existsSync(path)) ?? null
}

/** Loads a module, which may be in TypeScript, and may import the package that runs it. */
export async function loadModule(path: string): Promise<Record<string, unknown>> {
    register('./module-hooks.js', import.meta.url)
    try {
        return (await import(pathToFileURL(path).href)) as Record<string, unknown>
    } catch (error) {
        throw new Failure(
            `Cannot load ${path}: ${error instanceof Error ? (error.stack ?? error.message) : textOf(error)}`,
        )
    }
}
