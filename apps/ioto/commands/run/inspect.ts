/*
    inspect.ts -- `ioto run --inspect`: the debug endpoint. Loaded only then.
*/

import { pathToFileURL } from 'node:url'
import { loadConfig } from '../../../../services/agent/index.js'
import { DebugError, startDebugging } from '../../../../services/debug/index.js'
import { Failure } from '../../subcommand.js'
import { findApplication } from './application.js'
import { loadOptions } from './load-options.js'
import type { Options } from './options.js'

/** Starts the endpoint, and waits for a debugger if so asked. Throws a `Failure` in the profile `prod`. */
export async function inspect(options: Options, given: string | undefined): Promise<void> {
    const found = given === undefined ? null : findApplication(given)
    const { profile } = loadConfig(loadOptions(options, found?.folder)).settings
    const wait = options.inspectBrk !== undefined
    const module = found?.module ?? null
    try {
        await startDebugging({
            port: Number(options.inspectBrk ?? options.inspect),
            wait,
            // Without a module there is no statement to stop at.
            break: wait && module !== null,
            ...(module === null ? {} : { program: pathToFileURL(module).href }),
            profile,
            force: options.inspectForce === true,
        })
    } catch (error) {
        if (error instanceof DebugError && error.code === 'DEBUG_REFUSED') {
            throw new Failure(
                'Cannot start the debugger: who attaches can run code in the program, and the profile is prod; wanted --inspect-force, or another --profile',
            )
        }
        throw error
    }
}
