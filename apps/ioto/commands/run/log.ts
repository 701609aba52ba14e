/*
    log.ts -- The log as the options of `ioto run` say. They go before the configuration, also when that is reloaded. Source: spec agent.md
    §11, §12.
*/

import { setLogFilter, setLogFormat, setLogPath } from '../../../../fiber/index.js'
import { Failure } from '../../subcommand.js'
import type { Options } from './options.js'

const SOURCES = 'all,!mbedtls'

/** Sets the log up, if an option says how. Whether one did. */
export function openLog({ trace, debug, verbose, quiet }: Options): boolean {
    const spec = trace ?? preset(debug, verbose, quiet)
    if (spec === null) {
        return false
    }
    const [path = 'stdout', types = 'error,info', sources = SOURCES] = spec.split(/:+/).filter(part => part !== '')
    setLogFormat('%S: %T: %M')
    setLogFilter(types, sources)
    try {
        setLogPath(path === 'none' ? null : path, {})
    } catch (error) {
        throw new Failure(`Cannot open log file ${path}: ${(error as Error).message}`)
    }
    return true
}

function preset(debug?: boolean, verbose?: boolean, quiet?: boolean): string | null {
    if (debug) {
        return `stdout:all:${SOURCES}`
    }
    return verbose || quiet ? `stdout:raw,error,${verbose ? 'info,trace,' : ''}!debug:${SOURCES}` : null
}
