/*
    command.ts -- What `ioto web` does, in the order of spec web.md §25: directory, background, configuration, log, host, test actions,
    endpoints, another user; then it waits for its end.
*/

import type { Command } from 'commander'
import {
    dumpOnSignal,
    type Fiber,
    getLogDestination,
    Logger,
    logFailure,
    onUncaught,
    run,
    setFiberLimit,
    textOf,
} from '../../../../fiber/index.js'
import { addTestActions, type WebHost } from '../../../../services/web/index.js'
import { Failure } from '../../subcommand.js'
import { StopSignals } from '../../stop-signal.js'
import { exitOf, waitForEnd } from '../../wait-for-end.js'
import { makeHost } from './configuration.js'
import { leaveRoot } from './identity.js'
import { openLog } from './log.js'
import type { Options } from './options.js'

const log = new Logger('web')

/** The low eight bits of R_ERR_BAD_ARGS. */
const USAGE = 250

/** For the help. */
export const statuses: readonly (readonly [status: number, meaning: string])[] = [
    [0, 'stopped by a signal, or as --exit says'],
    [1, 'a wrong configuration, or the server cannot start'],
    [USAGE, 'wrong command line'],
]

/** Runs the command; gives the exit status. */
export async function webCommand(command: Command): Promise<number> {
    const options = command.opts<Options>()
    const before = process.cwd()
    changeDirectory(options.home)
    openLog(options)
    if (options.background) {
        // What is wrong with the configuration can only be told now.
        await run(makeHost, options, command.args[0])
        process.chdir(before)
        await goToBackground()
        // Here is the process in the background.
        changeDirectory(options.home)
    }
    const stopDumps = dumpOnSignal()
    try {
        return await run(serve, options, command.args[0])
    } finally {
        stopDumps()
    }
}

function changeDirectory(home: string | undefined): void {
    if (home !== undefined) {
        try {
            process.chdir(home)
        } catch (error) {
            throw new Failure(`Cannot change to directory ${home}: ${(error as Error).message}`)
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

function* serve(options: Options, endpoint: string | undefined): Fiber<number> {
    const exit = exitOf(options.exit)
    const { host, fibers } = yield* makeHost(options, endpoint)
    setFiberLimit(fibers === 0 ? 0 : fibers + ownFibers(host))
    // What a handler throws ends its request, never the server.
    onUncaught(logFailure)
    if (options.test) {
        yield* addTests(host)
    }
    try {
        yield* start(host)
        leaveRoot(host, options.test === true)
    } catch (error) {
        host.stopNow()
        return failed(error)
    }
    const signals = new StopSignals()
    log.info(`Stopping after ${yield* waitForEnd(exit, signals)}`)
    if (!signals.came) {
        signals.close()
    }
    yield* host.stop()
    return 0
}

/**
 * Fibers that the server needs for itself. In the original a connection has one only while a request is under way; here each has one,
 * so `limits.fibers` counts beside those of the connections that are permitted (`web.limits.connections`) and of the endpoints.
 */
function ownFibers({ settings }: WebHost): number {
    const others = 8
    return settings.limits.connections + 2 * settings.listen.length + others
}

function* addTests(host: WebHost): Fiber<void> {
    if (host.routes.some(route => route.isAction)) {
        yield* addTestActions(host, '/test')
    } else {
        log.error("No test actions: no route has the handler 'action'")
    }
}

function* start(host: WebHost): Fiber<void> {
    if (host.settings.listen.length === 0) {
        throw new Failure('no endpoint to listen on, wanted web.listen in the configuration, or --listen')
    }
    yield* host.start()
    if (host.listeners.length === 0) {
        throw new Failure('no endpoint could be opened')
    }
}

/** Tells why the server does not run: in the log, and where the user looks if that is elsewhere. */
function failed(error: unknown): number {
    const message = `Cannot start host: ${textOf(error)}`
    log.error(message)
    if (getLogDestination()?.path !== 'stderr') {
        console.error(`ioto web: ${message}`)
    }
    return 1
}
