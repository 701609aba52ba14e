/*
    agent.ts -- Agent: starts the services that the configuration names, keeps them running, and stops them in reverse order.

    Source: spec agent.md §7. Guarantees: one change at a time (start, stop, reload wait for each other). When `start` has thrown, or
    `stop` has returned, nothing of the agent is left. A failure in a fiber of the agent or its application never ends the process.
*/

import {
    clockProblem,
    detach,
    Event,
    type Fiber,
    fromPromise,
    isFullDisk,
    Latch,
    Logger,
    type LogTail,
    Mutex,
    now,
    signal,
    spawn,
    textOf,
    wallTime,
} from '../../fiber/index.js'
import type { Db } from '../db/index.js'
import type { Mqtt } from '../mqtt/index.js'
import type { WebHost } from '../web/index.js'
import { ApplicationService } from './application-service.js'
import { type AgentConfig, type LoadOptions, loadConfig } from './config/index.js'
import type { DatabaseService } from './database-service.js'
import { AgentError } from './errors.js'
import type { AgentHooks } from './hooks.js'
import type { MqttService } from './mqtt-service.js'
import { ProcessClaim } from './process-claim.js'
import type { ServiceRunner, ServiceStatus } from './runner.js'
import { enabledText, refuseMissing, type ServiceFlags, serviceFlags } from './service-flags.js'
import { runnerOf, ServiceSet, stopInOrder } from './service-set.js'
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
    readonly #services = new ServiceSet(this, (name, error) => this.#gaveUp(name, error))
    #application: ServiceRunner | null = null
    #outcome: Outcome | null = null
    readonly #reloaded = new Event('reload')
    #over = new Latch(1, 'end of the agent')
    #isReady = false
    /** That this agent has made, or found. */
    #deviceId: string | null = null
    /** Null: it is not running. */
    #claim: ProcessClaim | null = null

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
        if (this.#claim !== null) {
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
        const warnings = yield* this.#services.check(this.#config, this.#flags)
        return [...this.#config.warnings, ...warnings, ...serviceFlags(this.#config).problems]
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

    /** Whether only the services run that a repair needs, since the agent crashed too often, or the disk is full. */
    get isSafe(): boolean {
        return this.#claim?.isSafe ?? false
    }

    /** Why only those run, as a part of a sentence; null: all run. */
    get safeReason(): string | null {
        return this.#claim?.safeReason ?? null
    }

    /** @internal Whether that is because the disk is full. */
    get lacksRoom(): boolean {
        return this.#claim?.lacksRoom ?? false
    }

    /** The latest messages of the log; null: the agent does not run. */
    get logTail(): LogTail | null {
        return this.#claim?.tail ?? null
    }

    /** The web server; null when it is switched off. Ask each time: after a reload it may be another one. */
    get web(): WebHost | null {
        return (this.#services.get('web') as WebService | null)?.host ?? null
    }

    /** The database; null when it is not open. Ask each time: after a restart of the service it is another one. */
    get db(): Db | null {
        return (this.#services.get('database') as DatabaseService | null)?.db ?? null
    }

    /** The MQTT client; null: it is switched off, no broker is configured, or a connection was not due yet. Ask each time. */
    get mqtt(): Mqtt | null {
        return this.mqttService?.client ?? null
    }

    /** @internal */
    get mqttService(): MqttService | null {
        return this.#services.get('mqtt') as MqttService | null
    }

    /** The services, and the application, with what they are doing. */
    get services(): readonly ServiceStatus[] {
        const { statuses } = this.#services
        return this.#application === null ? statuses : [...statuses, this.#application.status()]
    }

    /** What the agent is doing. Served as JSON at `/api/status`, if the configuration has a route for actions there. */
    statistics(): AgentStatistics {
        return agentStatistics(this, this.#made)
    }

    *#start(): Fiber<void> {
        const { nosave = false, keepLog = false } = this.options
        this.#claim = new ProcessClaim(this.#config, { nosave, keepLog })
        let running = false
        try {
            this.#tell()
            try {
                yield* this.#startServices()
            } catch (error) {
                if (this.isSafe || nosave || !isFullDisk(error)) {
                    throw error
                }
                yield* this.#services.stop()
                this.#claim.lackRoom(textOf(error))
                yield* this.#startServices()
            }
            running = true
        } finally {
            if (!running) {
                yield* this.#services.stop()
                this.#release(false)
            }
        }
        this.#isReady = true
        log.info('Ioto ready')
        signal('app:ready')
        this.#startApplication()
    }

    *#startServices(): Fiber<void> {
        if (!this.isSafe) {
            refuseMissing(this.#config, this.#flags)
            this.#config = yield* this.#identified(this.#config, this.#flags)
        }
        yield* this.#services.start(this.#config, this.#flags)
    }

    /** With the ID that the device has been given, if it is to be. */
    *#identified(config: AgentConfig, { serialize }: ServiceFlags): Fiber<AgentConfig> {
        if (serialize === 'none') {
            return config
        }
        const { withDeviceId } = yield* fromPromise(import('./device-id.js'))
        const identified = yield* withDeviceId(config, this.#deviceId, this.options.nosave === true)
        this.#deviceId = identified.settings.device.id
        return identified
    }

    #release(inOrder: boolean): void {
        this.#claim?.release(inOrder)
        this.#claim = null
    }

    #tell(): void {
        const { app, version, profile } = this.#config.settings
        log.info(`Starting Ioto ${this.version}, with "${app}" app ${version}, using "${profile}" profile`)
        const problem = clockProblem(wallTime())
        if (problem !== null) {
            log.error(problem)
        }
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

    #startApplication(): void {
        const { hooks } = this.options
        if (hooks === undefined || (this.isSafe && hooks.safe !== true)) {
            this.#claim?.watch()
            return
        }
        const { supervise } = this.#config.settings
        const runner = runnerOf('app', new ApplicationService(this, hooks), supervise, (name, error) =>
            this.#gaveUp(name, error),
        )
        this.#application = runner
        const agent = this
        detach('start of app', function* () {
            try {
                yield* runner.start()
            } catch (error) {
                const isOurs = error instanceof AgentError || !(error instanceof Error)
                log.error(isOurs ? textOf(error) : (error.stack ?? error.message))
                agent.#finish({ how: 'failure', error })
            } finally {
                agent.#claim?.watch()
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
        if (this.#claim === null) {
            return
        }
        const failed = this.#outcome?.how === 'failure'
        this.#isReady = false
        try {
            if (this.#application !== null) {
                yield* stopInOrder(this.#application)
                this.#application = null
            }
            yield* this.#services.stop()
        } finally {
            this.#release(!failed)
            this.#finish({ how: 'stop' })
        }
        log.info('Ioto exiting')
    }

    *#reload(given: AgentConfig): Fiber<readonly string[]> {
        const { flags } = serviceFlags(given)
        refuseMissing(given, flags)
        const config = yield* this.#identified(given, flags)
        const former = this.#config
        const change = yield* this.#services.prepare(config, flags, former)
        this.#config = config
        this.#flags = flags
        this.#tellConfig(config)
        this.#claim?.configure(config)
        try {
            yield* this.#services.apply(change)
        } catch (error) {
            this.#config = former
            this.#flags = serviceFlags(former).flags
            this.#claim?.configure(former)
            yield* this.#services.goBack(change, former)
            throw error
        }
        const names = [...change.again, ...change.added].map(({ name }) => name)
        this.#reloaded.emit()
        log.info(`Configuration reloaded${names.length === 0 ? '' : `, started again: ${names.join(' ')}`}`)
        return names
    }
}
