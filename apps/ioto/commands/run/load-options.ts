/*
    load-options.ts -- From the command line and the environment to the configuration. Source: spec agent.md §3.2, §12.
*/

import { fileURLToPath } from 'node:url'
import type { LoadOptions, Override } from '../../../../services/agent/index.js'
import { home } from '../../package.js'
import type { Options } from './options.js'

/** Options that go before a property, and the variables of the environment that stand for them where they are absent. */
const properties = [
    ['account', 'IOTO_ACCOUNT', ['device', 'account']],
    ['cloud', 'IOTO_CLOUD', ['device', 'cloud']],
    ['id', 'IOTO_ID', ['device', 'id']],
    ['product', 'IOTO_PRODUCT', ['device', 'product']],
    ['builder', 'IOTO_BUILDER', ['api', 'builder']],
    ['listen', null, ['web', 'listen']],
] as const

/** What the package has for those who have made no configuration. */
const fallback = {
    config: fileURLToPath(new URL('config', home)),
    site: fileURLToPath(new URL('apps/ioto/site', home)),
}

/** How the configuration is loaded. */
export function loadOptions(options: Options, application?: LoadOptions['application']): LoadOptions {
    const { config, ioto, state } = options
    const given = { config, ioto, state, profile: options.profile ?? variable('IOTO_PROFILE') ?? variable('PROFILE') }
    return {
        ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
        ...(application === undefined ? {} : { application }),
        fallback,
        overrides: [...propertyOverrides(options), ...showOverride(options), ...(options.timeouts ? timeouts : [])],
    }
}

function propertyOverrides(options: Options): Override[] {
    const found: Override[] = []
    for (const [name, variableName, path] of properties) {
        const value = options[name]
        const ofEnvironment = variableName === null ? undefined : variable(variableName)
        if (value !== undefined) {
            found.push({ path, value, source: `--${name}` })
        } else if (ofEnvironment !== undefined) {
            found.push({ path, value: ofEnvironment, source: `environment ${variableName}` })
        }
    }
    return found
}

function showOverride({ show, verbose, debug, quiet }: Options): Override[] {
    const letters = show ?? (quiet ? '' : verbose || debug ? 'Hh' : undefined)
    const ofEnvironment = variable('IOTO_SHOW')
    const path = ['log', 'show']
    if (letters !== undefined) {
        const source = show !== undefined ? '--show' : quiet ? '--quiet' : debug ? '--debug' : '--verbose'
        return [{ path, value: letters, source }]
    }
    return ofEnvironment === undefined ? [] : [{ path, value: ofEnvironment, source: 'environment IOTO_SHOW' }]
}

/** Waits for clients have no end. */
const timeouts: readonly Override[] = ['body', 'header', 'inactivity', 'parse', 'request'].map(name => ({
    ...{ path: ['web', 'timeouts', name], value: 'never', source: '--timeouts' },
}))

function variable(name: string): string | undefined {
    const value = process.env[name]
    return value === '' ? undefined : value
}
