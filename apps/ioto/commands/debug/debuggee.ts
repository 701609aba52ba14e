/*
    debuggee.ts -- What `ioto debug` starts: it waits for the debugger, then loads the program as `ioto run` does. A module that is no
    application (it exports none of start, stop, config) is a program by itself.
*/

import { pathToFileURL } from 'node:url'
import { DebugError, startDebugging, tellAddress } from '../../../../services/debug/index.js'
import { commandLine } from '../../command-line.js'
import { commands } from '../index.js'
import { isApplication, loadModule, moduleOf } from '../run/index.js'
import { profileOf } from './profile-of.js'

const [program = '', ...args] = process.argv.slice(2)
const module = moduleOf(program)
try {
    await startDebugging({
        port: 0,
        wait: true,
        companion: true,
        ...(module === null ? {} : { program: pathToFileURL(module).href }),
        ...(await profileOf(program, args)),
        force: process.env.IOTO_DEBUG_FORCE === '1',
        onListening: tellAddress,
    })
} catch (error) {
    if (error instanceof DebugError && error.code === 'DEBUG_REFUSED') {
        process.stderr.write(
            'Who debugs can run code in the program, and the profile is prod: IOTO_DEBUG_FORCE=1 permits it\n',
        )
        process.exit(1)
    }
    throw error
}
process.argv.splice(1, process.argv.length, module ?? program, ...args)
if (module === null || isApplication(await loadModule(module))) {
    process.exitCode = await commandLine(['run', program, ...args], commands)
}
