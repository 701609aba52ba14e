/*
    c-life.ts -- A program of its own around the agent: `ioStartRuntime`, `ioRun`, `ioStopRuntime`. Source: spec agent.md §16.2.
*/

import { R_ERR_CANT_INITIALIZE } from '../../fiber/compat/index.js'
import { rInit, rTerm } from '../../fiber/c.js'
import { hold, release, run, setLogFilter, setLogPath, textOf, writeLog } from '../../fiber/index.js'
import { ioAlloc } from './c-ioto.js'
import type { LoadOptions } from './config/index.js'
import type { AgentHooks } from './hooks.js'
import { serveAgent } from './serve.js'

/** How much is logged: as the configuration says, more, all. */
export const IOTO_PROD = 0
export const IOTO_VERBOSE = 1
export const IOTO_DEBUG = 2

const sources = 'all,!mbedtls'
let isTraced = false

/** Hooks of a program that embeds the agent. */
export interface IoHooks extends AgentHooks {
    /** Where the configuration is. Default: as the command `ioto` looks for it. */
    readonly load?: LoadOptions
}

/** Initialises the runtime, the log, and `ioto`. 0, or a negative code. */
export function ioStartRuntime(verbose: number): number {
    const code = rInit()
    if (code < 0) {
        return code
    }
    isTraced = verbose > IOTO_PROD
    if (isTraced) {
        setLogPath('stdout')
        setLogFilter(verbose >= IOTO_DEBUG ? 'all' : 'raw,error,info,trace,!debug:all', sources)
    }
    ioAlloc()
    return 0
}

/**
 * Runs the agent until a signal or `rStop()`; 0 when it ended in order, `R_ERR_CANT_INITIALIZE` when it could not start. Call it from the main
 * program, with `await`. `hooks` may also be `ioStart` alone.
 */
export async function ioRun(hooks: IoHooks | AgentHooks['start'] = {}): Promise<number> {
    const { load = {}, ...rest }: IoHooks = typeof hooks === 'function' ? { start: hooks } : hooks
    release()
    try {
        return (await run(serveAgent, { load, hooks: rest, keepLog: isTraced })) === 0 ? 0 : R_ERR_CANT_INITIALIZE
    } catch (error) {
        writeLog('error', 'ioto', `Cannot initialize Ioto: ${textOf(error)}`)
        return R_ERR_CANT_INITIALIZE
    } finally {
        hold()
    }
}

/** Ends the runtime. */
export function ioStopRuntime(): Promise<void> {
    release()
    return rTerm()
}
