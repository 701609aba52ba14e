/*
    log.ts -- The log of `ioto web`: standard error, errors and infos, unless the options say otherwise. Source: spec web.md §25.

    What the configuration says of the log has no effect here, but for `log.show`: a destination is always set.
*/

import { setLogFilter, setLogFormat, setLogPath } from '../../../../fiber/index.js'
import { WEB_SHOW_NONE, showFlags } from '../../../../services/web/index.js'
import { Failure } from '../../subcommand.js'
import type { Options } from './options.js'

const SOURCES = 'all,!mbedtls'

/** Sets the log up. A file begins anew when it has 2 MB, and five old ones are kept. */
export function openLog({ trace, debug, verbose }: Options): void {
    const [path = 'stderr', types = typesOf(debug, verbose), sources = SOURCES] = (trace ?? '')
        .split(/:+/)
        .filter(part => part !== '')
    setLogFormat('%S: %T: %M')
    setLogFilter(types, sources)
    try {
        setLogPath(path === 'none' ? null : path, {})
    } catch (error) {
        setLogPath('stderr')
        throw new Failure(`Cannot open log file ${path}: ${(error as Error).message}`)
    }
}

function typesOf(debug?: boolean, verbose?: boolean): string {
    return debug ? 'all' : `raw,error,info,${verbose ? 'trace,' : ''}!debug`
}

/** What is shown of requests and responses; 0: as the configuration says, else the environment. */
export function flagsOf({ quiet, show, verbose }: Options): number {
    if (quiet) {
        return WEB_SHOW_NONE
    }
    const letters = show ?? (verbose ? 'Hh' : null)
    return letters === null ? 0 : showFlags(letters) || WEB_SHOW_NONE
}
