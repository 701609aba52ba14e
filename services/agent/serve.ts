/*
    serve.ts -- The whole life of an agent in a process: configuration, start, signals, changed files, restart, end. Source: spec agent.md
    §7.
*/

import { url } from 'node:inspector'
import {
    type Blocking,
    expandPath,
    type Fiber,
    Logger,
    race,
    release,
    run,
    runCommand,
    sleep,
    textOf,
    waitForSignal,
    watch,
} from '../../fiber/index.js'
import { Agent, type AgentOptions, type Outcome } from './agent.js'
import { type LoadOptions, loadConfig } from './config/index.js'
import { setCurrentAgent } from './current-agent.js'
import { factoryReset } from './factory-reset.js'
import { waitForRoom } from './room.js'
import { feedWatchdog, isNotified, notifySystemd } from './systemd.js'
import { waitForChange } from './watch-files.js'

const log = new Logger('ioto')

/** States of the application, as fiber/event has them (spec agent.md §7.5). */
const STOPPING = 3
const RESTART = 5

/** How an agent runs in a process. */
export interface RunOptions extends AgentOptions {
    /** Factory reset before the first start. Default false. */
    readonly reset?: boolean
    /** Told of each agent when it has started: the first, and one after each restart. */
    readonly started?: (agent: Agent) => Fiber<void> | void
    /** What ends it in the place of SIGTERM. The text goes to the log. */
    readonly until?: () => Blocking<string>
    /** Whether the application has code of the C face, which wants its runtime. Default false. */
    readonly runtime?: boolean
    /** Whether signals of the system are heard: SIGTERM, SIGQUIT, SIGHUP, SIGUSR1. Default true. */
    readonly signals?: boolean
}

/**
 * Runs an agent until a signal, a failure, or `agent.end()`; gives the exit status: 0, or 1 for a failure. Throws an `AgentError` when it
 * cannot start.
 *
 * Signals: SIGTERM and SIGQUIT stop; so does SIGHUP, but under systemd it reloads the configuration; SIGUSR1 restarts.
 */
export async function runAgent(options: RunOptions = {}): Promise<number> {
    if (options.runtime !== true) {
        return await run(serveAgent, options)
    }
    const { rInit, rTerm, rSetState, R_READY } = await import('../../fiber/c.js')
    rInit()
    // The agent runs the loop itself, so that it can stop in order when C code says `rStop`.
    release()
    try {
        return await run(serveAgent, {
            ...options,
            *started(agent) {
                rSetState(R_READY)
                yield* options.started?.(agent) ?? []
            },
        })
    } finally {
        await rTerm()
    }
}

/** The same for fibers. */
export function* serveAgent(options: RunOptions = {}): Fiber<number> {
    const load: LoadOptions = { ...options.load, ...(options.hooks?.config ? { change: options.hooks.config } : {}) }
    let reset = options.reset === true
    for (;;) {
        const config = loadConfig({ ...load, reset })
        if (reset) {
            // Once in a process, not at each restart.
            factoryReset(config)
            reset = false
        }
        const agent = new Agent(config, { ...options, load })
        setCurrentAgent(agent)
        let outcome: Outcome
        try {
            yield* agent.start()
            yield* options.started?.(agent) ?? []
            yield* notifySystemd('READY=1', `STATUS=Serves ${agent.web?.urls.join(' ') ?? 'nothing'}`)
            outcome = yield* watching(agent, () =>
                race([agent.wait(), untilSignal(agent, options), reloading(agent), watchdog(), roomAgain(agent)]),
            )
        } finally {
            yield* notifySystemd('STOPPING=1')
            yield* agent.stop()
            setCurrentAgent(null)
        }
        if (outcome.how !== 'restart') {
            return outcome.how === 'failure' ? 1 : 0
        }
        yield* runResetScript(config.settings.scripts.reset)
        log.info('Restarting')
    }
}

/** Runs `body`; code of the C face ends the agent by the state of the application (`rStop`). */
function* watching<T>(agent: Agent, body: () => Blocking<T>): Fiber<T> {
    const unwatch = watch('app:state', function* (state: unknown) {
        if (typeof state === 'number' && state >= STOPPING) {
            agent.end(state === RESTART ? 'restart' : 'stop')
        }
    })
    try {
        return yield* body()
    } finally {
        unwatch()
    }
}

/** `until` goes on while signals reload the configuration: it may hear signals of its own. */
function* untilSignal(agent: Agent, { until, signals = true }: RunOptions): Fiber<Outcome> {
    const heard = signals ? [hear(agent, until === undefined ? ['SIGTERM'] : [])] : []
    return yield* race(until === undefined ? heard : [...heard, given(until)])
}

function* given(until: () => Blocking<string>): Fiber<Outcome> {
    log.info(`Stopping after ${yield* until()}`)
    return { how: 'stop' }
}

function* hear(agent: Agent, more: readonly NodeJS.Signals[]): Fiber<Outcome> {
    for (;;) {
        const reason = yield* waitForSignal('SIGQUIT', 'SIGHUP', ...more, ...restartSignal())
        if (reason === 'SIGHUP' && isNotified()) {
            yield* reload(agent)
        } else {
            log.info(`Stopping after ${reason}`)
            return { how: reason === 'SIGUSR1' ? 'restart' : 'stop' }
        }
    }
}

/** Node's inspector keeps SIGUSR1 where it is in use. */
function restartSignal(): NodeJS.Signals[] {
    return url() === undefined && process.platform !== 'win32' ? ['SIGUSR1'] : []
}

function* reloading(agent: Agent): Fiber<never> {
    for (;;) {
        // A reload by signal may switch it on or off.
        const { files, settings } = agent.config
        const changed = settings.reload ? [changeOf(files), agent.waitReloaded()] : [agent.waitReloaded()]
        if ((yield* race(changed)) === true) {
            yield* reload(agent)
        }
    }
}

function* changeOf(files: readonly string[]): Fiber<true> {
    yield* waitForChange(files)
    return true
}

/** What is wrong with the new configuration is told, and the old one stays. */
function* reload(agent: Agent): Fiber<void> {
    try {
        yield* agent.reload()
    } catch (error) {
        log.error(`Cannot reload the configuration, the one before stays in effect: ${textOf(error)}`)
    }
}

/** An agent that has started in safe mode since the disk was full starts anew when there is room. */
function* roomAgain(agent: Agent): Fiber<Outcome> {
    if (!agent.lacksRoom) {
        // The others decide.
        yield* sleep(Infinity)
    }
    yield* waitForRoom()
    log.info('There is room on the disk again')
    return { how: 'restart' }
}

function* watchdog(): Fiber<Outcome> {
    yield* feedWatchdog()
    // No watchdog: the others decide.
    yield* sleep(Infinity)
    return { how: 'stop' }
}

function* runResetScript(script: string | null): Fiber<void> {
    if (script === null) {
        return
    }
    try {
        yield* runCommand(expandPath(script))
    } catch (error) {
        log.error(`Reset script failure: ${textOf(error)}`)
    }
}
