/*
    service-set.ts -- ServiceSet: the services that an agent runs, each behind those that it needs, and what a reload changes about them.
*/

import { type Fiber, fromPromise, Logger, textOf } from '../../fiber/index.js'
import type { Agent } from './agent.js'
import type { AgentConfig } from './config/index.js'
import { inOrder, registry } from './registry.js'
import { ServiceRunner, type ServiceStatus } from './runner.js'
import type { Service, ServiceEntry } from './service.js'
import type { ServiceFlags } from './service-flags.js'

const log = new Logger('ioto')

/** Is told when a service has failed too often. */
export type GaveUp = (name: string, error: unknown) => void

/** What another configuration changes. */
export interface ServiceChange {
    /** All that ran without it, and all that run with it, in their order. */
    readonly before: readonly ServiceRunner[]
    readonly all: readonly ServiceRunner[]
    /** Those that have to be started again, those that run no more, and those that did not run. */
    readonly again: readonly ServiceRunner[]
    readonly removed: readonly ServiceRunner[]
    readonly added: readonly ServiceRunner[]
}

/** The services of an agent. */
export class ServiceSet {
    readonly #agent: Agent
    readonly #gaveUp: GaveUp
    #runners: readonly ServiceRunner[] = []

    constructor(agent: Agent, gaveUp: GaveUp) {
        this.#agent = agent
        this.#gaveUp = gaveUp
    }

    /** The service of a name; null: it does not run. */
    get(name: string): Service | null {
        return this.#runners.find(runner => runner.name === name)?.service ?? null
    }

    /** What they are doing. */
    get statuses(): readonly ServiceStatus[] {
        return this.#runners.map(runner => runner.status())
    }

    /** Has all that would run read the configuration, and starts nothing. Throws for the first that cannot use it. */
    *check(config: AgentConfig, flags: ServiceFlags): Fiber<readonly string[]> {
        const warnings: string[] = []
        for (const { load } of this.#wanted(flags)) {
            const service = (yield* fromPromise(load())).make(this.#agent)
            service.configure(config)
            warnings.push(...(service.warnings?.() ?? []))
        }
        return warnings
    }

    /** Starts them one after the other. All are made before the first is started: what cannot be used in the configuration is told at once. */
    *start(config: AgentConfig, flags: ServiceFlags): Fiber<void> {
        const runners: ServiceRunner[] = []
        for (const entry of this.#wanted(flags)) {
            const runner = yield* this.#make(entry, config)
            runner.service.configure(config)
            runners.push(runner)
        }
        this.#runners = runners
        for (const runner of runners) {
            yield* runner.start()
        }
    }

    /** Stops them in reverse order. One that cannot be stopped does not keep the others running. */
    *stop(): Fiber<void> {
        for (const runner of [...this.#runners].reverse()) {
            yield* stopInOrder(runner)
        }
        this.#runners = []
    }

    /** Has them read another configuration. When one cannot use it, all have `former` again, and what that one says is thrown. */
    *prepare(config: AgentConfig, flags: ServiceFlags, former: AgentConfig): Fiber<ServiceChange> {
        const all: ServiceRunner[] = []
        const again: ServiceRunner[] = []
        const added: ServiceRunner[] = []
        try {
            for (const entry of this.#wanted(flags)) {
                const present = this.#runners.find(({ name }) => name === entry.name)
                const runner = present ?? (yield* this.#make(entry, config))
                all.push(runner)
                if (!runner.service.configure(config) && present !== undefined) {
                    again.push(runner)
                } else if (present === undefined) {
                    added.push(runner)
                }
            }
        } catch (error) {
            for (const { service } of this.#runners) {
                service.configure(former)
            }
            throw error
        }
        const before = this.#runners
        return { before, all, again, added, removed: before.filter(runner => !all.includes(runner)) }
    }

    /** Stops and starts what has changed. */
    *apply({ all, again, removed, added }: ServiceChange): Fiber<void> {
        for (const runner of [...this.#runners].reverse()) {
            if (again.includes(runner) || removed.includes(runner)) {
                yield* runner.stop()
            }
        }
        this.#runners = all
        for (const runner of all) {
            if (again.includes(runner) || added.includes(runner)) {
                yield* runner.start()
            }
        }
    }

    /** After a configuration that could be read, but not started: what does not run is started with the one before. */
    *goBack({ before, added }: ServiceChange, former: AgentConfig): Fiber<void> {
        for (const runner of [...added].reverse()) {
            yield* stopInOrder(runner)
        }
        this.#runners = before
        for (const runner of before) {
            if (!runner.service.configure(former) || !runner.isReady) {
                yield* runner.stop()
                yield* runner.start()
            }
        }
    }

    #wanted(flags: ServiceFlags): readonly ServiceEntry[] {
        const isSafe = this.#agent.isSafe
        return inOrder(registry.filter(entry => entry.isEnabled(flags) && (entry.safe || !isSafe)))
    }

    *#make({ name, load }: ServiceEntry, { settings }: AgentConfig): Fiber<ServiceRunner> {
        const service = (yield* fromPromise(load())).make(this.#agent)
        return runnerOf(name, service, settings.supervise, this.#gaveUp)
    }
}

/** A runner with the configured policy. */
export function runnerOf(
    name: string,
    service: Service,
    { restarts, within }: AgentConfig['settings']['supervise'],
    gaveUp: GaveUp,
): ServiceRunner {
    return new ServiceRunner(name, service, { restarts, within }, gaveUp)
}

/** Stops one; that it cannot be stopped in order is told. */
export function* stopInOrder(runner: ServiceRunner): Fiber<void> {
    try {
        yield* runner.stop()
    } catch (error) {
        log.error(`Cannot stop service ${runner.name} in order: ${textOf(error)}`)
    }
}
