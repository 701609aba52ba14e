/*
    launch.ts -- Starts a program that is to be debugged, as a process of its own. It tells the address of its endpoint through a
    pipe that only the two know, and ends when the debugger goes.
*/

import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { addressFile } from '../address-file.js'
import { DebugError } from '../errors.js'

/** A program to be started. */
export interface LaunchOptions {
    /** The module that starts it: it calls `startDebugging`, with `tellAddress` for `onListening`. */
    readonly module: URL
    /** What follows the module on the command line. */
    readonly args: readonly string[]
    /** Its current directory. Default: that of this process. */
    readonly cwd?: string | undefined
    /** Its environment. Default: that of this process. */
    readonly env?: NodeJS.ProcessEnv | undefined
    /** Options of Node. */
    readonly execArgv?: readonly string[] | undefined
}

/** A program that waits for its debugger. */
export interface Launched {
    readonly child: ChildProcess
    /** Address of its endpoint. Rejected with `DEBUG_CONNECT` if the program ends before it has one. */
    readonly url: Promise<string>
}

/** Starts a program. `child.stdout` and `child.stderr` are to be read, from the beginning. */
export function launch({ module, args, cwd, env, execArgv = [] }: LaunchOptions): Launched {
    const child = spawn(process.execPath, ['--enable-source-maps', ...execArgv, fileURLToPath(module), ...args], {
        cwd,
        env: env ?? process.env,
        stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
        // A group of its own: Ctrl-C is meant for the debugger, which stops the program by other means.
        detached: true,
    })
    let told = ''
    const address = child.stdio[addressFile] as Readable
    const url = new Promise<string>((resolve, reject) => {
        const failed = (why: string) =>
            reject(new DebugError('DEBUG_CONNECT', `Cannot start ${args[0] ?? 'the program'}: ${why}`))
        address.setEncoding('utf8').on('data', (text: string) => {
            told += text
            if (told.endsWith('\n')) {
                resolve(told.trimEnd())
            }
        })
        child.once('error', error => failed(error.message))
        // The text that says why is shown already.
        child.once('close', (code, signal) => failed(signal ?? `it has ended with status ${code}`))
    })
    return { child, url }
}
