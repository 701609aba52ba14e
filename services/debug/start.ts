/*
    start.ts -- Starts the debug endpoint of this program.
*/

import { fileURLToPath, pathToFileURL } from 'node:url'
import { isMainThread, Worker } from 'node:worker_threads'
import { recordSpawns, watchLoop } from '../../fiber/index.js'
import type { News, Settings } from './endpoint.js'
import { DebugError } from './errors.js'
import { inside } from './inside.js'

/** Settings of `startDebugging`. */
export interface DebugOptions {
    /** Port on 127.0.0.1. Default 9229, that of Node's inspector; 0: any that is free. */
    readonly port?: number
    /** Wait for a debugger, and stop at the first statement of the program. Default false. */
    readonly break?: boolean
    /** Wait for a debugger, and stop nowhere. Default false. */
    readonly wait?: boolean
    /** URL of the module that is the program, at whose first statement `break` stops. Default: what Node was started with. */
    readonly program?: string
    /** The process ends when its debugger goes. Default false. */
    readonly companion?: boolean
    /** The profile in which the program runs. `prod` is refused. */
    readonly profile?: string
    /** Also in the profile `prod`. Default false. */
    readonly force?: boolean
    /** Told of the address. Default: a line on standard error, which editors look for. */
    readonly onListening?: (url: string, port: number) => void
}

let started: Promise<string> | null = null

/**
 * Starts the debug endpoint, to which VS Code, Chrome DevTools, `ioto debug` and other front ends of the Chrome DevTools
 * Protocol attach. Gives its address (`ws://127.0.0.1:PORT/TOKEN`), with `break` or `wait` not before a debugger has said that the
 * program is to begin. A second call gives the address of the first.
 *
 * Throws `DEBUG_REFUSED` in the profile `prod` unless forced, `DEBUG_START` if the port is taken or this is a worker.
 */
export function startDebugging(options: DebugOptions = {}): Promise<string> {
    if (options.profile === 'prod' && options.force !== true) {
        throw new DebugError(
            'DEBUG_REFUSED',
            'Cannot start the debugger: the profile is prod, wanted another one, or force',
        )
    }
    if (!isMainThread) {
        throw new DebugError('DEBUG_START', 'Cannot start the debugger: this is a worker, wanted the main thread')
    }
    started ??= start(options)
    return started
}

function start({
    port = 9229,
    break: stop = false,
    wait = stop,
    program = startedWith(),
    companion = false,
    onListening = say,
}: DebugOptions): Promise<string> {
    Object.defineProperty(globalThis, '__fdbg', { configurable: true, enumerable: false, value: inside })
    recordSpawns()
    // A pause is not the fault of the program; and what the report asks of the fiber would end a step in it.
    watchLoop(Infinity)
    const url = program ?? ''
    const title = program === undefined ? 'node' : fileURLToPath(program)
    const settings: Settings = { port, title, url, stopAt: stop ? url : null, companion }
    // Without options of the process: they may ask for this very module.
    const worker = new Worker(new URL('./endpoint.js', import.meta.url), {
        workerData: settings,
        execArgv: [],
        env: {},
    })
    return new Promise((resolve, reject) => {
        let address = ''
        const failed = (message: string): void => {
            reject(new DebugError('DEBUG_START', `Cannot start the debugger on port ${port}: ${message}`))
        }
        worker.on('error', error => failed(error.message))
        worker.on('message', (news: News) => {
            switch (news.kind) {
                case 'failed':
                    failed(news.message)
                    void worker.terminate()
                    break
                case 'listening':
                    address = news.url
                    onListening(news.url, news.port)
                    if (!wait) {
                        worker.unref()
                        resolve(address)
                    }
                    break
                case 'begin':
                    worker.unref()
                    resolve(address)
            }
        })
    })
}

function startedWith(): string | undefined {
    const path = process.argv[1]
    return path === undefined ? undefined : pathToFileURL(path).href
}

function say(url: string): void {
    process.stderr.write(`Debugger listening on ${url}\n`)
}
