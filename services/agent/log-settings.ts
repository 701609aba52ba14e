/*
    log-settings.ts -- The log as the configuration says. Source: spec agent.md §11.
*/

import { expandPath, joinPath, Logger, setLogFilter, setLogFormat, setLogPath } from '../../fiber/index.js'
import type { AgentSettings } from './config/index.js'

const log = new Logger('log')

/** These are no files, and are not joined with the directory of the log. */
const special = new Set(['stdout', 'stderr', 'none'])

/** Applies destination, filter and layout. What cannot be opened is told, and the log goes to standard output. */
export function applyLog({ path: given, format, types, sources }: AgentSettings['log']): void {
    const [path = 'stdout', ownTypes, ownSources] = given.split(':')
    setLogFormat(format)
    setLogFilter(ownTypes ?? types, ownSources ?? sources)
    const file = special.has(path) ? path : joinPath(expandPath('@log'), path === 'default' ? 'ioto.log' : path)
    try {
        setLogPath(file === 'none' ? null : file, {})
    } catch (error) {
        log.error(`Cannot open log ${file}: ${(error as Error).message}`)
    }
}
