/*
    command.ts -- What `ioto run` does: directory, background, application, log; then the agent runs until its end.
*/

import type { Command } from 'commander'
import { dumpOnSignal, type Fiber, fromPromise, startTimeLog } from '../../../../fiber/index.js'
import { type Agent, type RunOptions, runAgent } from '../../../../services/agent/index.js'
import { homeHooks } from '../../home/index.js'
import { version } from '../../package.js'
import type { ReportServer } from '../../report/index.js'
import { Failure } from '../../subcommand.js'
import { StopSignals } from '../../stop-signal.js'
import { ExitEvent, exitOf, waitForEnd } from '../../wait-for-end.js'
import { loadApplication } from './application.js'
import { loadOptions } from './load-options.js'
import { openLog } from './log.js'
import type { Options } from './options.js'

/** Characters of a device ID (spec agent.md §14). */
const ID_LENGTH = 10

/** Runs the command; gives the exit status. */
export async function runCommand(command: Command): Promise<number> {
    const options = command.opts<Options>()
    if (options.gen) {
        const { uid } = await import('../../../../services/crypt/index.js')
        console.log(uid(ID_LENGTH))
        return 0
    }
    if (options.exit === '0') {
        return 0
    }
    changeDirectory(options.home)
    if (options.background) {
        await goToBackground()
    }
    const given = options.app ?? command.args[0]
    if (options.inspect !== undefined || options.inspectBrk !== undefined) {
        const { inspect } = await import('./inspect.js')
        await inspect(options, given)
    }
    const application = await loadApplication(given)
    const stopDumps = dumpOnSignal()
    if (process.env.IOTO_TIME_LOG) {
        startTimeLog(Number(process.env.IOTO_TIME_LOG))
    }
    const signals = new StopSignals()
    const told = new Told()
    const exit = exitOf(options.exit)
    try {
        const status = await runAgent(runOptions(options, application, openLog(options), signals, told, exit))
        console.log(status === 0 ? 'Stopped' : 'Stopped after a failure: see the log')
        return status
    } finally {
        if (exit instanceof ExitEvent) {
            exit.close()
        }
        told.close()
        stopDumps()
        signals.close()
    }
}

function runOptions(
    options: Options,
    application: Awaited<ReturnType<typeof loadApplication>>,
    keepLog: boolean,
    signals: StopSignals,
    told: Told,
    exit: ReturnType<typeof exitOf>,
): RunOptions {
    const nosave = options.nosave === true
    return {
        ...{ version: version(), keepLog, nosave, reset: options.reset === true },
        ...{ load: loadOptions(options, application?.folder), started: agent => told.started(agent, nosave) },
        ...(application === null ? { hooks: homeHooks } : { hooks: application.hooks, runtime: true }),
        until: () => untilEnd(exit, signals),
    }
}

/** Tells people that an agent has started, and programs what it is doing. */
class Told {
    #reports: ReportServer | null = null

    close(): void {
        this.#reports?.close()
    }

    *started(agent: Agent, nosave: boolean): Fiber<void> {
        if (!nosave) {
            // Loaded now, when it serves already.
            const { ReportServer } = yield* fromPromise(import('../../report/index.js'))
            this.#reports ??= new ReportServer()
            this.#reports.serve(agent)
        }
        tellStarted(agent)
    }
}

function tellStarted(agent: Agent): void {
    const urls = agent.web?.urls ?? []
    for (const url of urls) {
        console.log(`ioto ${agent.version} serves ${url}`)
    }
    if (urls.length === 0) {
        console.log(`ioto ${agent.version} runs and serves nothing`)
    }
    console.log('Press Ctrl-C to stop')
}

function* untilEnd(exit: ReturnType<typeof exitOf>, signals: StopSignals): Fiber<string> {
    const reason = yield* waitForEnd(exit, signals)
    console.log(`Stopping after ${reason}: requests in flight finish, press Ctrl-C again to end at once`)
    return reason
}

function changeDirectory(home: string | undefined): void {
    if (home !== undefined) {
        try {
            process.chdir(home)
        } catch {
            throw new Failure(`Cannot change directory to ${home}`)
        }
    }
}

/** Ends this process, and goes on in another one that nobody waits for. */
async function goToBackground(): Promise<void> {
    const { rDaemonize } = await import('../../../../fiber/c.js')
    if (process.platform === 'win32' || rDaemonize() !== 0) {
        throw new Failure('Cannot run in the background: the system does not start another process')
    }
}
