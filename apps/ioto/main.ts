#!/usr/bin/env node
/*
    main.ts -- The command `ioto`: runs the agent until Ctrl-C.
*/

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { dumpOnSignal, type Fiber, run, waitForSignal } from '../../fiber/index.js'
import { Agent, type AgentConfig, loadConfig } from '../../services/agent/index.js'

/** The package's own folder, seen from dist/apps/ioto. */
const home = new URL('../../../', import.meta.url)

const usage = `usage: ioto [--config DIR] [--listen ENDPOINT]

Runs the device agent until Ctrl-C (SIGINT) or SIGTERM. SIGUSR2 writes the list of fibers to standard error.

  --config DIR       directory of ioto.json5 and web.json5; default: those of the package
  --listen ENDPOINT  where the web server listens, such as http://127.0.0.1:8080; may be given several times
  --version          prints the version
  --help             prints this text

Exit status: 0 after a stop by signal, 1 if the agent cannot start or fails, 2 for a wrong command line.`

const stopSignals = ['SIGINT', 'SIGTERM'] as const

/**
 * Milliseconds in which a signal may come again without being meant as a second one: the terminal sends a Ctrl-C to all
 * processes, and npm, which is one of them, hands it on to us.
 */
const echo = 500

interface Arguments {
    readonly config: string
    readonly listen: readonly string[] | undefined
}

function readArguments(): Arguments | number {
    let values: { config?: string; listen?: string[]; version?: boolean; help?: boolean }
    try {
        values = parseArgs({
            options: {
                config: { type: 'string' },
                listen: { type: 'string', multiple: true },
                version: { type: 'boolean' },
                help: { type: 'boolean' },
            },
        }).values
    } catch (error) {
        console.error(`${(error as Error).message}\n\n${usage}`)
        return 2
    }
    if (values.help || values.version) {
        console.log(values.help ? usage : version())
        return 0
    }
    return { config: values.config ?? fileURLToPath(new URL('config', home)), listen: values.listen }
}

function version(): string {
    return (JSON.parse(readFileSync(new URL('package.json', home), 'utf8')) as { version: string }).version
}

function* serve({ config: directory, listen }: Arguments): Fiber<void> {
    const site = fileURLToPath(new URL('apps/ioto/site', home))
    let config: AgentConfig = yield* loadConfig(directory, site)
    if (listen !== undefined) {
        config = { ...config, web: { ...config.web, listen } }
    }
    const agent = new Agent(config, version())
    yield* agent.start()
    try {
        const urls = agent.web?.urls ?? []
        for (const url of urls) {
            console.log(`ioto ${agent.version} serves ${url}`)
        }
        if (urls.length === 0) {
            console.log(`ioto ${agent.version} runs and serves nothing`)
        }
        console.log('Press Ctrl-C to stop')
        const signal = yield* waitForStop()
        console.log(`Stopping after ${signal}: requests in flight finish, press Ctrl-C again to end at once`)
    } finally {
        yield* agent.stop()
    }
    console.log('Stopped')
}

/** Waits for the signal to stop. Its echo has no effect; what comes later has its usual one. */
function* waitForStop(): Fiber<NodeJS.Signals> {
    const ignore = (): void => {}
    for (const name of stopSignals) {
        process.on(name, ignore)
    }
    const signal = yield* waitForSignal(...stopSignals)
    const timer = setTimeout(() => {
        for (const name of stopSignals) {
            process.off(name, ignore)
        }
    }, echo)
    timer.unref()
    return signal
}

async function main(): Promise<number> {
    const given = readArguments()
    if (typeof given === 'number') {
        return given
    }
    for (const stream of [process.stdout, process.stderr]) {
        // Whoever read the output may end before us, which is no reason to leave requests unanswered.
        stream.on('error', () => {})
    }
    const stopDumps = dumpOnSignal()
    try {
        await run(serve, given)
        return 0
    } catch (error) {
        console.error(`ioto: ${explain(error)}`)
        return 1
    } finally {
        stopDumps()
    }
}

/** An error of ours explains itself by its message; anything else is a fault of the program. */
function explain(error: unknown): string {
    if (!(error instanceof Error)) {
        return String(error)
    }
    const ours = 'code' in error && !String(error.code).startsWith('ERR_')
    return ours ? error.message : (error.stack ?? error.message)
}

process.exitCode = await main()
