/*
    runner.ts -- ServiceRunner: keeps one service running.

        off --start--> starting --> ready --stop--> stopping --> off
                           |          | failure
                           v          v
                        failed <-- waiting (a pause, longer each time) --> starting
                               too many failures

    A service runs in a scope of a fiber of its own. When any fiber in it fails, all of it is cancelled and stopped, and started again.
*/

import {
    detach,
    Event,
    type Fiber,
    FiberError,
    Latch,
    Logger,
    machineFault,
    race,
    type Schedule,
    scope,
    supervise,
    textOf,
    wallTime,
} from '../../fiber/index.js'
import type { Service } from './service.js'

const log = new Logger('ioto')

/** What a service is doing. `waiting`: it has failed, and is started again after a pause. `failed`: it has failed too often. */
export type ServiceState = 'off' | 'starting' | 'ready' | 'stopping' | 'waiting' | 'failed'

/** A plain record about a service. */
export interface ServiceStatus {
    readonly name: string
    readonly state: ServiceState
    /** Since when, milliseconds since 1970. */
    readonly since: number
    /** How often it was started again after a failure. */
    readonly restarts: number
    /** The last failure; null: none. */
    readonly error: string | null
}

/** How often a service may be started again. */
export interface Policy {
    readonly restarts: number
    /** Milliseconds. */
    readonly within: number
    /** Pauses between lives. Default: exponential with full jitter. */
    readonly schedule?: Schedule
}

/** One service of a running agent. */
export class ServiceRunner {
    #state: ServiceState = 'off'
    #since = wallTime()
    #restarts = 0
    #error: string | null = null
    #end = new Latch(1)
    #over = new Latch(0)

    /** `gaveUp` is told when the service has failed too often. */
    constructor(
        readonly name: string,
        readonly service: Service,
        readonly policy: Policy,
        readonly gaveUp: (name: string, error: unknown) => void,
    ) {}

    /** Whether it is ready. */
    get isReady(): boolean {
        return this.#state === 'ready'
    }

    /** A plain record. */
    status(): ServiceStatus {
        const [state, since, restarts, error] = [this.#state, this.#since, this.#restarts, this.#error]
        return Object.freeze({ name: this.name, state, since, restarts, error })
    }

    /** Starts the service, and returns when it is ready. Throws what its start throws; it is not tried again then. */
    *start(): Fiber<void> {
        const begun = new Latch(1, `start of ${this.name}`)
        const first: { error?: unknown } = {}
        this.#end = new Latch(1, `end of ${this.name}`)
        this.#over = new Latch(1, `end of ${this.name}`)
        detach(`service ${this.name}`, () => this.#run(begun, first))
        yield* begun.wait()
        if ('error' in first) {
            throw first.error
        }
    }

    /** Stops it, and returns when it is over. */
    *stop(): Fiber<void> {
        this.#end.open()
        yield* this.#over.wait()
    }

    *#run(begun: Latch, first: { error?: unknown }): Fiber<void> {
        try {
            // The pauses between two lives end with it, too.
            yield* race([this.#supervise(begun, first), this.#end.wait()])
            if (!('error' in first)) {
                this.#to('off')
            }
        } catch (error) {
            if (this.#end.isOpen) {
                this.#fail('off', error, false)
                log.error(`Cannot stop service ${this.name} in order: ${textOf(error)}`)
                return
            }
            const cause = error instanceof FiberError && error.code === 'FIBER_RESTARTS' ? error.cause : error
            this.#fail('failed', cause)
            this.gaveUp(this.name, error)
        } finally {
            begun.open()
            this.#over.open()
        }
    }

    *#supervise(begun: Latch, first: { error?: unknown }): Fiber<void> {
        const onFailure = (error: unknown): void => {
            this.#restarts++
            this.#fail('waiting', error)
        }
        yield* supervise(this.name, () => this.#live(begun, first), { ...this.policy, onFailure })
    }

    /** One life of the service: from its start to a failure, or to the cancel that ends it. */
    *#live(begun: Latch, first: { error?: unknown }): Fiber<void> {
        const { service } = this
        const runner = this
        try {
            yield* scope(function* () {
                try {
                    runner.#to('starting')
                    yield* service.start()
                    runner.#to('ready')
                    begun.open()
                    // No deadline: it runs until it is stopped.
                    yield* new Event(`failure of ${runner.name}`).wait()
                } finally {
                    if (runner.#state === 'ready') {
                        runner.#to('stopping')
                    }
                    yield* service.stop()
                }
            })
        } catch (error) {
            if (begun.isOpen) {
                throw error
            }
            this.#fail('failed', error, false)
            first.error = error
        }
    }

    #to(state: ServiceState): void {
        this.#state = state
        this.#since = wallTime()
    }

    #fail(state: ServiceState, error: unknown, isTold = true): void {
        this.#to(state)
        this.#error = textOf(error)
        if (isTold) {
            const hasTrace = error instanceof Error && machineFault(error) === null
            const trace = hasTrace ? (error.stack ?? error.message) : textOf(error)
            log.error(`Service ${this.name} failed: ${trace}`)
        }
    }
}
