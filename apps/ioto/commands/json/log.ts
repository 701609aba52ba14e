/*
    log.ts -- The log of `ioto json`: standard error, errors only, unless the options say otherwise. Source: spec json.md §17.
*/

import { Logger, setLogFilter, setLogFormat, setLogPath } from '../../../../fiber/index.js'
import type { Options } from './options.js'
import { failure, NO_LOG } from './statuses.js'

/** The log of the command. */
export const log = new Logger('json')

/** Sets the log up. */
export function openLog({ trace, debug, verbose, quiet }: Options): void {
    setLogFormat('json: %T: %M')
    const [path = 'stderr', types = typesOf(debug, verbose), sources = 'all'] = (trace ?? '')
        .split(/:+/)
        .filter(Boolean)
    // Errors are told in any case but one.
    setLogFilter(quiet ? `${types},!error` : types, sources)
    try {
        setLogPath(path === 'none' ? null : path)
    } catch (error) {
        setLogPath('stderr')
        throw failure(NO_LOG, `Cannot open log file ${path}`, (error as Error).message)
    }
}

function typesOf(debug?: boolean, verbose?: boolean): string {
    return debug ? 'all' : verbose ? 'error,info,trace' : 'error'
}
