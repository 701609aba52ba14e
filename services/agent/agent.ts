/*
    agent.ts -- Agent: starts the services that the configuration names, keeps them running, and stops them in reverse order.

    Source: spec agent.md §7. Guarantees: one change at a time (start, stop, reload wait for each other). When `start` has thrown, or
    `stop` has returned, nothing of the agent is left. A failure in a fiber of the agent or its application never ends the process.
*/

import {
    detach,
    Event,
    type Fiber,
    fromPromise,
    Latch,
    Logger,
    logFailure,
    Mutex,
    now,
    onUncaught,
    setFiberLimit,
    signal,
    spawn,
    textOf,
} from '../../fiber/index.js'
import type { Db } from '../db/index.js'
import type { WebHost } from '../web/index.js'
import { ApplicationService } from './application-service.js'
import { BootGuard } from './boot-guard.js'
import { type AgentConfig, type LoadOptions, loadConfig } from './config/index.js'
import type { DatabaseService } from './database-service.js'
import { AgentError } from './errors.js'
import type { AgentHooks } from './hooks.js'
import { applyLog } from './log-settings.js'
import { inOrder, registry } from './registry.js'
import { ServiceRunner, type ServiceStatus } from './runner.js'
import type { Service } from './service.js'
import { enabledText, refuseMissing, type ServiceFlags, serviceFlags } from './service-flags.js'
import { openState } from './state-directory.js'
import { type AgentStatistics, agentStatistics } from './statistics.js'
import type { WebService } from './web-service.js'

const log = new Logger('ioto')

/** How an agent runs. */
export interface AgentOptions {
    /** Shown by the status. Default `0.0.0`. */
    readonly version?: string
    /** How the configuration is loaded again by `reload`. Default: it is not. */
    readonly load?: LoadOptions
    /** Nothing is written: no state directory, the database in memory. Default false. */
    readonly nosave?: boolean
    /** Leave the log as it is, whatever the configuration says. Default false. */
    readonly keepLog?: boolean
    /** The application. */
    readonly hooks?: AgentHooks
}

/** Fibers that the agent has for itself and its services; `limits.fibers` counts beside them. */
const OWN_FIBERS = 24

/** How an agent has ended. */
export interface Outcome {
    readonly how: 'stop' | 'restart' | 'failure'
    /** Of a failure. */
    readonly error?: unknown
}

/** A device agent. */
export class Agent {
    readonly version: string
    readonly options: AgentOptions
    readonly #made = now()
    readonly #changes = new Mutex()
    #config: AgentConfig
    #flags: ServiceFlags
    #runners: ServiceRunner[] = []
    #application: ServiceRunner | null = null
    #outcome: Outcome | null = null
    readonly #reloaded = new Event('reload')
    #over = new Latch(1, 'end of the agent')
    #isReady = false
    #isSafe = false
    /** Undoes what `start` has set for the whole process; null: it is not running. */
    #restore: ((inOrder: boolean) => void) | null = null

    constructor(config: AgentConfig, options: AgentOptions = {}) {
        this.version = options.version ?? '0.0.0'
        this.options = options
        this.#config = config
        this.#flags = serviceFlags(config).flags
    }

    /**
     * Starts the services; they run until `stop`, or the end of the scope of the caller. While the agent runs, failures that reach the
     * root are logged and do not end the process, and the configured limit of fibers holds. Throws an `AgentError` if a service cannot
     * start; those that have started are stopped before.
     */
    *start(): Fiber<void> {
        if (this.#restore !== null) {
            throw new AgentError('AGENT_MISUSE', 'Cannot start the agent: it is running, wanted a stopped one')
        }
        this.#outcome = null
        this.#over = new Latch(1, 'end of the agent')
        const agent = this
        const holder = spawn(function* agentHolds() {
            yield* agent.#hold()
        })
        try {
            yield* this.#changes.run(() => this.#start())
        } catch (error) {
            this.#over.open()
            yield* holder.join()
            throw error
        }
    }

    /**
     * Has all services that would run read the configuration, and starts nothing. Throws an `AgentError` for the first that cannot use it.
     * Gives what is doubtful, one sentence each.
     */
    *check(): Fiber<readonly string[]> {
        refuseMissing(this.#config, this.#flags)
        for (const { load } of this.#wanted(this.#flags)) {
            ;(yield* fromPromise(load())).make(this).configure(this.#config)
        }
        return [...this.#config.warnings, ...serviceFlags(this.#config).problems]
    }

    /** Stops application and services: no new requests, those under way finish within the configured time. May be started again then. */
    *stop(): Fiber<void> {
        yield* this.#changes.run(() => this.#stop())
    }

    /**
     * Takes over another configuration. What can change while it runs, changes; services for which that does not hold are stopped and
     * started again. Throws when the configuration cannot be used: the old one is in effect then. Gives the names of those that were
     * started again.
     */
    *reload(config: AgentConfig = loadConfig(this.options.load)): Fiber<readonly string[]> {
        return yield* this.#changes.run(() => this.#reload(config))
    }

    /** Waits until the agent is to end, by `end` or a failure. `stop` it then. */
    *wait(): Fiber<Outcome> {
        yield* this.#over.wait()
        return this.#outcome ?? { how: 'stop' }
    }

    /** Waits until a configuration has been taken over by `reload`. */
    *waitReloaded(): Fiber<void> {
        yield* this.#reloaded.wait()
    }

    /** Asks the agent to end: who waits for it (`wait`) is told how. */
    end(how: 'stop' | 'restart' = 'stop'): void {
        this.#finish({ how })
    }

    /** The configuration that is in effect. */
    get config(): AgentConfig {
        return this.#config
    }

    /** The services that are on. */
    get flags(): ServiceFlags {
        return this.#flags
    }

    /** Whether all services have started. */
    get isReady(): boolean {
        return this.#isReady
    }

    /** Whether only the services run that a repair needs, since the agent crashed too often. */
    get isSafe(): boolean {
        return this.#isSafe
    }

    /** The web server; null when it is switched off. Ask each time: after a reload it may be another one. */
    get web(): WebHost | null {
        return (this.#service('web') as WebService | null)?.host ?? null
    }

    /** The database; null when it is not open. Ask each time: after a restart of the service it is another one. */
    get db(): Db | null {
        return (this.#service('database') as DatabaseService | null)?.db ?? null
    }

    /** The services, and the application, with what they are doing. */
    get services(): readonly ServiceStatus[] {
        const all = this.#application === null ? this.#runners : [...this.#runners, this.#application]
        return all.map(runner => runner.status())
    }

    /** What the agent is doing. Served as JSON at `/api/status`, if the configuration has a route for actions there. */
    statistics(): AgentStatistics {
        return agentStatistics(this, this.#made)
    }

    #service(name: string): Service | null {
        return this.#runners.find(runner => runner.name === name)?.service ?? null
    }

    *#start(): Fiber<void> {
        this.#take()
        let running = false
        try {
            this.#tell()
            yield* this.#startServices()
            running = true
        } finally {
            if (!running) {
                yield* this.#stopServices()
                this.#restore!(false)
            }
        }
        this.#isReady = true
        log.info('Ioto ready')
        signal('app:ready')
        this.#startApplication()
    }

    /** What concerns the whole process: root handler, limit, state directory, log. */
    #take(): void {
        const { limits, safeMode, log: logSettings } = this.#config.settings
        const writes = this.options.nosave !== true
        const unlock = writes ? openState() : () => {}
        const guard = writes ? new BootGuard(safeMode) : null
        this.#isSafe = guard?.isLooping ?? false
        const handler = onUncaught(logFailure)
        const limit = setFiberLimit(withOwn(limits.fibers))
        this.#restore = inOrder => {
            this.#restore = null
            onUncaught(handler)
            setFiberLimit(limit)
            if (inOrder) {
                guard?.ended()
            }
            unlock()
        }
        if (this.options.keepLog !== true) {
            applyLog(logSettings)
        }
        if (this.#isSafe) {
            log.error(
                `Safe mode: the agent has started ${guard!.crashes} times without a proper end. Only the web server runs, without the application; the next start after a proper end is a normal one`,
            )
        }
    }

    #tell(): void {
        const { app, version, profile } = this.#config.settings
        log.info(`Starting Ioto ${this.version}, with "${app}" app ${version}, using "${profile}" profile`)
        this.#tellConfig(this.#config)
        log.info(enabledText(this.#flags))
    }

    #tellConfig(config: AgentConfig): void {
        for (const note of config.notes) {
            log.info(note)
        }
        for (const problem of [...config.warnings, ...serviceFlags(config).problems]) {
            log.error(problem)
        }
    }

    *#startServices(): Fiber<void> {
        if (!this.#isSafe) {
            refuseMissing(this.#config, this.#flags)
        }
        for (const { name, load } of this.#wanted(this.#flags)) {
            // All are made before the first is started: what cannot be used in the configuration is told at once.
            const service = (yield* fromPromise(load())).make(this)
            service.configure(this.#config)
            this.#runners.push(this.#runner(name, service))
        }
        for (const runner of this.#runners) {
            yield* runner.start()
        }
    }

    #wanted(flags: ServiceFlags) {
        const isWanted = ({ safe, isEnabled }: (typeof registry)[number]) => isEnabled(flags) && (safe || !this.#isSafe)
        return inOrder(registry.filter(isWanted))
    }

    #runner(name: string, service: Service): ServiceRunner {
        const { restarts, within } = this.#config.settings.supervise
        return new ServiceRunner(name, service, { restarts, within }, (failed, error) => this.#gaveUp(failed, error))
    }

    #startApplication(): void {
        const { hooks } = this.options
        if (hooks === undefined || this.#isSafe) {
            return
        }
        const runner = this.#runner('app', new ApplicationService(this, hooks))
        this.#application = runner
        const agent = this
        detach('start of app', function* () {
            try {
                yield* runner.start()
            } catch (error) {
                const isOurs = error instanceof AgentError || !(error instanceof Error)
                log.error(isOurs ? textOf(error) : (error.stack ?? error.message))
                agent.#finish({ how: 'failure', error })
            }
        })
    }

    #gaveUp(name: string, error: unknown): void {
        log.error(
            `${textOf(error)}${this.#config.settings.supervise.stop ? ': the agent stops' : `: the agent goes on without ${name}`}`,
        )
        if (this.#config.settings.supervise.stop) {
            const message = `Cannot keep service ${name} running: it failed too often`
            this.#finish({ how: 'failure', error: new AgentError('AGENT_SERVICE', message, { cause: error }) })
        }
    }

    #finish(outcome: Outcome): void {
        this.#outcome ??= outcome
        this.#over.open()
    }

    /** Keeps the scope of the caller of `start` alive, and stops the agent when that is cancelled. */
    *#hold(): Fiber<void> {
        try {
            yield* this.#over.wait()
        } finally {
            if (!this.#over.isOpen) {
                yield* this.stop()
            }
        }
    }

    *#stop(): Fiber<void> {
        if (this.#restore === null) {
            return
        }
        const failed = this.#outcome?.how === 'failure'
        this.#isReady = false
        try {
            yield* this.#stopServices()
        } finally {
            this.#restore?.(!failed)
            this.#finish({ how: 'stop' })
        }
        log.info('Ioto exiting')
    }

    /** The application first, then the services in reverse order. One that cannot be stopped does not keep the others running. */
    *#stopServices(): Fiber<void> {
        const all = [...this.#runners, ...(this.#application === null ? [] : [this.#application])]
        for (const runner of all.reverse()) {
            try {
                yield* runner.stop()
            } catch (error) {
                log.error(`Cannot stop service ${runner.name} in order: ${textOf(error)}`)
            }
        }
        this.#runners = []
        this.#application = null
    }

    *#reload(config: AgentConfig): Fiber<readonly string[]> {
        const { flags } = serviceFlags(config)
        refuseMissing(config, flags)
        const former = this.#config
        const again: ServiceRunner[] = []
        const wanted = this.#wanted(flags)
        const added: ServiceRunner[] = []
        try {
            for (const { name, load } of wanted) {
                const present = this.#runners.find(runner => runner.name === name)
                const service = present?.service ?? (yield* fromPromise(load())).make(this)
                if (!service.configure(config) && present !== undefined) {
                    again.push(present)
                } else if (present === undefined) {
                    added.push(this.#runner(name, service))
                }
            }
        } catch (error) {
            for (const { service } of this.#runners) {
                service.configure(former)
            }
            throw error
        }
        this.#config = config
        this.#flags = flags
        this.#tellConfig(config)
        if (this.options.keepLog !== true) {
            applyLog(config.settings.log)
        }
        setFiberLimit(withOwn(config.settings.limits.fibers))
        const removed = this.#runners.filter(({ name }) => !wanted.some(entry => entry.name === name))
        for (const runner of [...this.#runners].reverse()) {
            if (again.includes(runner) || removed.includes(runner)) {
                yield* runner.stop()
            }
        }
        const kept = [...this.#runners.filter(runner => !removed.includes(runner)), ...added]
        this.#runners = wanted.map(({ name }) => kept.find(runner => runner.name === name)!)
        try {
            for (const runner of this.#runners) {
                if (again.includes(runner) || added.includes(runner)) {
                    yield* runner.start()
                }
            }
        } catch (error) {
            yield* this.#goBack(former)
            throw error
        }
        const names = [...again, ...added].map(({ name }) => name)
        this.#reloaded.emit()
        log.info(`Configuration reloaded${names.length === 0 ? '' : `, started again: ${names.join(' ')}`}`)
        return names
    }

    /** After a configuration that could be read, but not started: what does not run is started with the one before. */
    *#goBack(former: AgentConfig): Fiber<void> {
        this.#config = former
        this.#flags = serviceFlags(former).flags
        for (const runner of this.#runners) {
            if (!runner.service.configure(former) || !runner.isReady) {
                yield* runner.stop()
                yield* runner.start()
            }
        }
    }
}

function withOwn(limit: number): number {
    return limit === 0 ? 0 : limit + OWN_FIBERS
}
