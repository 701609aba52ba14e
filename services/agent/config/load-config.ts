/*
    load-config.ts -- Loads the configuration: the files in their order, overrides, former names, the check against the table. Source: spec
    agent.md §3.
*/

import { existsSync } from 'node:fs'
import { expandPath } from '../../../fiber/index.js'
import { ConfigError, type Group, type KnownNames, Reading, readObject } from '../../config/index.js'
import { AgentError } from '../errors.js'
import { AgentConfig, configFault } from './agent-config.js'
import { Cascade } from './cascade.js'
import { defineFirst, defineOthers } from './directories.js'
import { removeFormerNames, withoutEffect } from './former-names.js'
import type { LoadOptions } from './load-options.js'
import { placeText } from './places.js'
import { isPlainObject, type PlainObject } from './plain-object.js'
import { agentProperties, deviceProperties, provisionProperties } from './properties.js'
import { anything } from './readers.js'
import type { AgentSettings } from './settings.js'

/** Everything that has a place in the configuration. */
const table: Group = {
    ...agentProperties,
    device: deviceProperties,
    provision: provisionProperties,
    web: { read: anything, type: 'object', initial: null },
}

/** What is left to others: sections of applications, and what is passed on with the device. */
const names: KnownNames = {
    withoutEffect,
    isForeign: (path, value) => !path.includes('.') && typeof value === 'object',
    isFree: path => path === 'device' || path === 'provision',
}

/** Files of the original agent that are not read any more. */
const formerFiles = [
    ['config.json5', 'ioto.json5'],
    ['auth.json5', 'web.json5, property auth'],
] as const

/**
 * Loads the configuration, and defines what `@state`, `@config` and the other names stand for, for the whole process. Files are blended in
 * this order: ioto.json5 (required), local.json5, web.json5 (below `web`), device.json5 (`device`), provision.json5 (`provision`),
 * local.json5 again; after each the conditional sets. Then come the overrides. Does not wait.
 *
 * Throws an `AgentError` that names the file with line and column, the property, its value and what is wanted.
 */
export function loadConfig(options: LoadOptions = {}): AgentConfig {
    defineFirst(options)
    const cascade = new Cascade(options.profile)
    const primary = options.ioto ?? expandPath('@config/ioto.json5')
    const notes = formerFiles
        .filter(([name]) => existsSync(expandPath(`@config/${name}`)))
        .map(([name, now]) => `${expandPath(`@config/${name}`)} is not read: it is ${now} now`)
    if (!cascade.add(primary)) {
        const hint = existsSync(expandPath('@config/config.json5')) ? '; config.json5 is called ioto.json5 now' : ''
        throw new AgentError('AGENT_CONFIG_MISSING', `Cannot find required file ${primary}${hint}`)
    }
    cascade.add(expandPath('@config/local.json5'))
    for (const root of ['web', 'device', ...(options.reset === true ? [] : ['provision'])]) {
        cascade.add(expandPath(`@config/${root}.json5`), root)
    }
    cascade.add(expandPath('@config/local.json5'))
    if (Object.keys(cascade.tree).length === 0) {
        notes.push(`Cannot find valid "${primary}" config file`)
    }
    defineOthers(cascade.tree.directories, options)
    options.change?.(cascade.tree)
    for (const { path, value, source } of options.overrides ?? []) {
        cascade.override(path, value, source)
    }
    if (options.profile !== undefined && cascade.tree.profile !== options.profile) {
        cascade.override(['profile'], options.profile, '--profile')
    }
    const { profile } = cascade.tree
    if (typeof profile === 'string' && isMisspelt(profile, cascade.profiles)) {
        const place = placeText(cascade.places.find('profile').place)
        notes.push(
            `Configuration ${place}: profile is "${profile}", of which no file has a set, wanted one of ${[...cascade.profiles].join(', ')}`,
        )
    }
    removeFormerNames(cascade.tree, (path, now) => {
        notes.push(`Configuration ${placeText(cascade.places.find(path).place)}: ${path} is an old name, use ${now}`)
    })
    return checked(cascade, notes)
}

/** Whether a profile is none that files have sets for. The usual two need none. */
function isMisspelt(profile: string, known: ReadonlySet<string>): boolean {
    return known.size > 0 && !known.has(profile) && profile !== 'dev' && profile !== 'prod'
}

function checked({ tree, places, files }: Cascade, notes: readonly string[]): AgentConfig {
    const reading = new Reading(names)
    const hasServices = isPlainObject(tree.services)
    try {
        const settings = readObject(tree, '', table, reading) as AgentSettings & { readonly services: PlainObject }
        const database = settings.services.database ?? hasServices
        const services = { ...settings.services, database }
        const all = { tree, places, files, notes, remarks: reading.remarks, table }
        return new AgentConfig({ ...all, settings: Object.freeze({ ...settings, services: Object.freeze(services) }) })
    } catch (error) {
        throw error instanceof ConfigError ? configFault(places, error) : error
    }
}
