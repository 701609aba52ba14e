/*
    load-config.ts -- Reads the configuration: `ioto.json5`, and `web.json5` under its property `web`.

    Source: spec agent.md §2, §3. The files are read with the npm package json5; the whole cascade (local, device, conditional
    sets, validation of all properties) comes with services/json.
*/

import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import JSON5 from 'json5'
import { type Fiber, fromPromise } from '../../fiber/index.js'
import type { WebConfig } from '../web/index.js'
import { AgentError } from './errors.js'

/** A configuration file is not larger than this, bytes. */
const largest = 1024 * 1024

/** The configuration of the agent. */
export interface AgentConfig {
    /** Which services run. */
    readonly services: {
        /** The web server. Default true. */
        readonly web: boolean
    }
    readonly limits: {
        /** Fibers at a time; 0, the default: no limit. */
        readonly fibers: number
    }
    readonly timeouts: {
        /** Seconds that requests have to finish when the agent stops. Default 10. */
        readonly stop: number
    }
    /** When a port of `web.listen` is taken, how many of the following ones are tried. Default 0. */
    readonly sparePorts: number
    /** The web server; paths are absolute. */
    readonly web: WebConfig
}

/** A property of `ioto.json5`: where, what it is by default, and what is wanted. */
interface Property {
    readonly path: string
    readonly initial: boolean | number
    readonly wanted: string
    check(value: unknown): boolean
}

const isFlag = (value: unknown) => typeof value === 'boolean'
const isCount = (value: unknown) => Number.isInteger(value) && (value as number) >= 0
const isSeconds = (value: unknown) => typeof value === 'number' && value >= 0

const properties: readonly Property[] = [
    { path: 'services.web', initial: true, wanted: 'true or false', check: isFlag },
    { path: 'limits.fibers', initial: 0, wanted: 'a whole number from 0 (no limit)', check: isCount },
    { path: 'timeouts.stop', initial: 10, wanted: 'seconds from 0', check: isSeconds },
    { path: 'sparePorts', initial: 0, wanted: 'a whole number from 0', check: isCount },
]

/**
 * Reads the configuration from a directory. A missing `web.json5` is an empty one; a missing `ioto.json5` is an error.
 * `@config` and `@site` at the beginning of `web.documents` stand for that directory and for `site`; other relative paths are
 * relative to the process.
 *
 * Throws an `AgentError` that names the file, and the line and column or the property.
 */
export function* loadConfig(directory: string, site: string): Fiber<AgentConfig> {
    const main = yield* readFileJson5(resolve(directory, 'ioto.json5'), true)
    const web = yield* readFileJson5(resolve(directory, 'web.json5'), false)
    const file = resolve(directory, 'ioto.json5')
    const known: Record<string, unknown> = {}
    for (const property of properties) {
        const value = look(main, property.path) ?? property.initial
        if (!property.check(value)) {
            throw new AgentError(
                'AGENT_CONFIG_VALUE',
                `Cannot use ${file}: ${property.path} is ${JSON.stringify(value)}, wanted ${property.wanted}`,
            )
        }
        put(known, property.path, value)
    }
    refuseUnknown(main, known, '', file)
    const { documents = '@site' } = web as WebConfig
    return { ...known, web: { ...web, documents: expand(documents, directory, site) } } as AgentConfig
}

function* readFileJson5(path: string, required: boolean): Fiber<Record<string, unknown>> {
    let text: string
    try {
        text = yield* fromPromise(signal => readFile(path, { encoding: 'utf8', signal }))
    } catch (cause) {
        if (!required && (cause as NodeJS.ErrnoException).code === 'ENOENT') {
            return {}
        }
        const { message } = cause as Error
        throw new AgentError('AGENT_CONFIG_MISSING', `Cannot read configuration ${path}: ${message}`, { cause })
    }
    if (text.length > largest) {
        throw new AgentError('AGENT_CONFIG_SYNTAX', `Cannot read configuration ${path}: ${text.length} characters, wanted at most ${largest}`)
    }
    let value: unknown
    try {
        value = JSON5.parse(text)
    } catch (cause) {
        const { message, lineNumber, columnNumber } = cause as Error & { lineNumber?: number; columnNumber?: number }
        const reason = message.replace(/^JSON5: /, '').replace(/ at \d+:\d+$/, '')
        throw new AgentError('AGENT_CONFIG_SYNTAX', `Cannot parse configuration ${path}:${lineNumber}:${columnNumber}: ${reason}`, { cause })
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        throw new AgentError('AGENT_CONFIG_SYNTAX', `Cannot parse configuration ${path}:1:1: found no object, wanted { ... }`)
    }
    return value as Record<string, unknown>
}

function look(value: unknown, path: string): unknown {
    let found = value
    for (const name of path.split('.')) {
        if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) {
            return undefined
        }
        found = (found as Record<string, unknown>)[name]
    }
    return found
}

function put(target: Record<string, unknown>, path: string, value: unknown): void {
    const names = path.split('.')
    const last = names.pop()!
    let object = target
    for (const name of names) {
        object = (object[name] ??= {}) as Record<string, unknown>
    }
    object[last] = value
}

/** A misspelt property would otherwise be ignored in silence. */
function refuseUnknown(given: Record<string, unknown>, known: Record<string, unknown>, at: string, file: string): void {
    for (const [name, value] of Object.entries(given)) {
        const path = at === '' ? name : `${at}.${name}`
        if (!Object.hasOwn(known, name)) {
            throw new AgentError(
                'AGENT_CONFIG_VALUE',
                `Cannot use ${file}: ${path} is no known property, wanted one of ${Object.keys(known).join(', ')}`,
            )
        }
        const inner = known[name]
        if (typeof inner === 'object' && inner !== null) {
            if (typeof value !== 'object' || value === null || Array.isArray(value)) {
                throw new AgentError('AGENT_CONFIG_VALUE', `Cannot use ${file}: ${path} is ${JSON.stringify(value)}, wanted an object`)
            }
            refuseUnknown(value as Record<string, unknown>, inner as Record<string, unknown>, path, file)
        }
    }
}

function expand(path: string, directory: string, site: string): string {
    const [first, ...rest] = path.split('/')
    const base = first === '@site' ? site : first === '@config' ? directory : null
    return base === null ? resolve(path) : resolve(base, ...rest)
}
