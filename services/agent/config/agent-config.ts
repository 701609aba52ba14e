/*
    agent-config.ts -- AgentConfig: a configuration that was loaded: the values, the settings that were made of them, and where each is
    from.
*/

import { type ConfigError, isProperty, type Group, type Remark, withoutSecrets } from '../../config/index.js'
import { get } from '../../json/index.js'
import { AgentError } from '../errors.js'
import { type Place, type Places, placeText } from './places.js'
import { isPlainObject, type PlainObject } from './plain-object.js'
import type { AgentSettings } from './settings.js'

/** A value of the configuration that counts, for people: secrets are hidden. */
export interface ConfigEntry {
    /** Path of the property. */
    readonly path: string
    readonly value: unknown
    /** `FILE:LINE:COLUMN`, an option, a variable of the environment, or `default`. */
    readonly origin: string
    /** The conditional set that it is from; empty: none. */
    readonly choice: string
    /** Whether a table has it. The others belong to applications, or are names of people's own choice, and may hold anything. */
    readonly known: boolean
}

/** What makes up a configuration. */
export interface ConfigParts {
    readonly tree: PlainObject
    readonly places: Places
    readonly settings: AgentSettings
    readonly files: readonly string[]
    readonly notes: readonly string[]
    readonly remarks: readonly Remark[]
    readonly table: Group
}

/** A configuration that was loaded and checked. */
export class AgentConfig {
    /** The values as they are given, merged. Also those of applications, and of services that check their own. */
    readonly tree: Readonly<PlainObject>
    /** What the agent itself uses, complete. */
    readonly settings: AgentSettings
    /** The files that were read, in order. */
    readonly files: readonly string[]
    /** What is worth knowing, one sentence each: names of older versions, files that are not read. */
    readonly notes: readonly string[]
    /** What is doubtful, one sentence each. */
    readonly warnings: readonly string[]
    readonly #parts: ConfigParts
    readonly #places: Places
    readonly #table: Group

    /** @internal */
    constructor(parts: ConfigParts) {
        this.#parts = parts
        this.tree = parts.tree
        this.settings = parts.settings
        this.files = parts.files
        this.notes = parts.notes
        this.#places = parts.places
        this.#table = parts.table
        this.warnings = parts.remarks.map(({ path, text }) => `Configuration ${sentence(this.placeOf(path), text)}`)
    }

    /** The value of a property such as `web.limits.body` as it is given, else the fallback. */
    get(path: string, fallback: unknown = undefined): unknown {
        return get(this.tree, path, fallback)
    }

    /** @internal The same for a device with this ID. */
    withDeviceId(id: string): AgentConfig {
        const { tree, settings } = this
        return new AgentConfig({
            ...this.#parts,
            tree: { ...tree, device: { ...(isPlainObject(tree.device) ? tree.device : {}), id } },
            settings: { ...settings, device: { ...settings.device, id } },
        })
    }

    /** @internal Where the value at a path comes from, or the nearest one around it. */
    placeOf(path: string): Place {
        return this.#places.find(path).place
    }

    /** @internal A sentence of a service with the place of the property that it names; as it is when it names none. */
    sentence(text: string): string {
        const path = /(?<=: )[a-z][\w$]*(?:\.[\w$-]+|\[\d+\])+(?= is )/.exec(text)
        return path === null ? text : `Configuration ${sentence(this.placeOf(path[0]), text.slice(path.index))}`
    }

    /** An error that says what is wrong with the property at `path`, and where it is written. `reason`: `PATH is VALUE, wanted ...`. */
    error(path: string, reason: string, cause?: unknown): AgentError {
        return valueError(this.#places, path, reason, cause)
    }

    /**
     * All values that count, those that nobody has given among them, in the order of their paths. `others`: tables of those parts that
     * services check themselves, such as `web`.
     */
    entries(others: Group = {}): readonly ConfigEntry[] {
        const found: ConfigEntry[] = []
        this.#collect(this.tree, { ...this.#table, ...others }, '', found)
        return found.sort((a, b) => (a.path < b.path ? -1 : 1))
    }

    #collect(given: unknown, table: Group | null, at: string, found: ConfigEntry[]): void {
        const object = isPlainObject(given) ? given : {}
        for (const name of new Set([...Object.keys(object), ...Object.keys(table ?? {})])) {
            const path = at === '' ? name : `${at}.${name}`
            const value = object[name]
            const entry = table !== null && Object.hasOwn(table, name) ? table[name]! : null
            const isGroup = entry !== null && !isProperty(entry)
            const shown = withoutSecrets(name, value)
            const hasMore = isPlainObject(shown) && Object.keys(shown).length > 0
            if (isGroup || hasMore) {
                this.#collect(value, isGroup ? entry : null, path, found)
            } else if (value !== undefined) {
                const place = this.placeOf(path)
                found.push({
                    ...{ path, value: shown, origin: placeText(place), choice: place.choice },
                    known: entry !== null,
                })
            } else if (entry !== null && entry.initial !== null) {
                found.push({ path, value: entry.initial, origin: 'default', choice: '', known: true })
            }
        }
    }
}

/** @internal */
export function valueError(places: Places, path: string, reason: string, cause?: unknown): AgentError {
    const place = places.find(path).place
    const what = /^(?:--|environment )/.test(place.source) ? '' : 'configuration '
    return new AgentError('AGENT_CONFIG_VALUE', `Cannot use ${what}${sentence(place, reason)}`, { cause })
}

/** @internal */
export function configFault(places: Places, error: ConfigError): AgentError {
    return valueError(places, error.path, error.reason, error)
}

/** A sentence about a property with the place in front. In a file that is loaded under a property, paths begin below that. */
function sentence(place: Place, reason: string): string {
    const { root } = place
    const within = root !== '' && reason.startsWith(`${root}.`) ? reason.slice(root.length + 1) : reason
    return `${placeText(place)}: ${root === '' ? within : within.replace(`: is ${root}.`, ': is ')}`
}
