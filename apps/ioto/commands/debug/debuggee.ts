/*
    debuggee.ts -- What `ioto debug` starts: it waits for the debugger, then loads the program as `ioto run` does. A module that is no
    application (it exports none of start, stop, config) is a program by itself.
*/

import { pathToFileURL } from 'node:url'
import { startDebugging, tellAddress } from '../../../../services/debug/index.js'
import { commandLine } from '../../command-line.js'
import { commands } from '../index.js'
import { isApplication, loadModule, moduleOf } from '../run/index.js'

const [program = '', ...args] = process.argv.slice(2)
const module = moduleOf(program)
await startDebugging({
    port: 0,
    wait: true,
    companion: true,
    ...(module === null ? {} : { program: pathToFileURL(module).href }),
    onListening: tellAddress,
})
process.argv.splice(1, process.argv.length, module ?? program, ...args)
if (module === null || isApplication(await loadModule(module))) {
    process.exitCode = await commandLine(['run', program, ...args], commands)
}
