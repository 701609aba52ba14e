/*
    run.ts -- `ioto run`: the agent, until Ctrl-C.
*/

import { fileURLToPath } from 'node:url'
import { dumpOnSignal, type Fiber, run } from '../../../fiber/index.js'
import { Agent, type AgentConfig, loadConfig } from '../../../services/agent/index.js'
import { home, version } from '../package.js'
import { waitForStop } from '../stop-signal.js'
import type { Subcommand } from '../subcommand.js'

interface Options {
    readonly config?: string
    readonly listen?: readonly string[]
}

/** `ioto run`, and `ioto` without a command. */
export const command: Subcommand = {
    description:
        'Run the device agent until Ctrl-C (SIGINT) or SIGTERM. SIGUSR2 writes the list of fibers to standard error.',
    label: 'ioto',
    examples: [
        ['ioto', 'on http://127.0.0.1:8080 or the next free port'],
        ['ioto --config /etc/ioto', 'with another configuration'],
        ['ioto --listen http://:80', 'on all addresses of the machine'],
    ],
    statuses: [
        [0, 'stopped by a signal'],
        [1, 'the agent cannot start, or failed'],
        [2, 'wrong command line'],
    ],

    declare(command) {
        const append = (value: string, all: readonly string[] = []) => [...all, value]
        command
            .option('--config <dir>', 'directory of ioto.json5 and web.json5 (default: those of the package)')
            .option('--listen <endpoint>', 'where the web server listens; may be given several times', append)
            .version(version(), '-V, --version', 'print the version')
    },

    async run(command) {
        const stopDumps = dumpOnSignal()
        try {
            await run(serve, command.opts<Options>())
            return 0
        } finally {
            stopDumps()
        }
    },
}

function* serve({ config: given, listen }: Options): Fiber<void> {
    const directory = given ?? fileURLToPath(new URL('config', home))
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
