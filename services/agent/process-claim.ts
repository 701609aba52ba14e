/*
    process-claim.ts -- What an agent takes of its process while it runs: the state directory, the policy for failures, the limit of fibers, the
    log; and how that is given back.
*/

import {
    isFullDisk,
    Logger,
    LogTail,
    logFailure,
    onUncaught,
    setFiberLimit,
    textOf,
    watchLoop,
} from '../../fiber/index.js'
import { BootGuard } from './boot-guard.js'
import type { AgentConfig } from './config/index.js'
import { applyLog } from './log-settings.js'
import { openState } from './state-directory.js'

const log = new Logger('ioto')

/** Fibers that the agent has for itself and its services; `limits.fibers` counts beside them. */
const OWN_FIBERS = 24

/** Milliseconds after which fibers that hold the thread are reported in any case. */
const LATEST = 5000

/** How it is taken. */
export interface ClaimOptions {
    /** Nothing is written. */
    readonly nosave: boolean
    /** The log stays as it is. */
    readonly keepLog: boolean
}

/** A process that an agent has. */
export class ProcessClaim {
    readonly #options: ClaimOptions
    readonly #unlock: () => void
    readonly #guard: BootGuard | null
    readonly #handler: ReturnType<typeof onUncaught>
    readonly #limit: number
    /** The limit of the watch over fibers that hold the thread. Modules that are loaded at the start hold it, and nobody can help it. */
    readonly #watchLimit = watchLoop(Infinity)
    readonly #watchTimer = setTimeout(() => this.watch(), LATEST).unref()
    /** Why there is no room to start in full; null: there was. */
    #noRoom: string | null = null
    /** The latest messages of the log. */
    readonly tail = new LogTail()

    /** Throws `AGENT_STATE`, `AGENT_IN_USE`; nothing is taken then. A full disk is no reason to throw, but one for safe mode. */
    constructor({ settings }: AgentConfig, options: ClaimOptions) {
        this.#options = options
        try {
            this.#unlock = options.nosave ? () => {} : this.#open()
        } catch (error) {
            this.tail.close()
            this.watch()
            throw error
        }
        this.#guard = options.nosave ? null : new BootGuard(settings.safeMode)
        this.#handler = onUncaught(logFailure)
        this.#limit = setFiberLimit(withOwn(settings.limits.fibers))
        this.#setLog(settings)
        if (this.#noRoom !== null) {
            this.lackRoom(this.#noRoom)
        } else if (this.isSafe) {
            log.error(
                `Safe mode: ${this.safeReason}. Only the web server runs, without the application; the next start after a proper end is a normal one`,
            )
        }
    }

    /** The agent has crashed too often, or has no room on the disk: only what a repair needs may run. */
    get isSafe(): boolean {
        return this.safeReason !== null
    }

    /** Why the agent is in safe mode; null: it is not. */
    get safeReason(): string | null {
        if (this.#noRoom !== null) {
            return this.#noRoom
        }
        return this.#guard?.isLooping === true
            ? `the agent has started ${this.#guard.crashes} times without a proper end`
            : null
    }

    /** Whether there is no room on the disk. */
    get lacksRoom(): boolean {
        return this.#noRoom !== null
    }

    /** There is no room on the disk to start in full, as somebody was told: safe mode, then. */
    lackRoom(reason: string): void {
        this.#noRoom = reason
        log.error(
            `Safe mode: ${reason}. Only the web server runs, without the application, until there is room on the disk`,
        )
    }

    /** Fibers that hold the thread are reported from now on. */
    watch(): void {
        clearTimeout(this.#watchTimer)
        watchLoop(this.#watchLimit)
    }

    /** Takes over what can change. */
    configure({ settings }: AgentConfig): void {
        this.#setLog(settings)
        setFiberLimit(withOwn(settings.limits.fibers))
    }

    /** Gives it back. `inOrder`: it is no crash. */
    release(inOrder: boolean): void {
        onUncaught(this.#handler)
        setFiberLimit(this.#limit)
        this.tail.close()
        this.watch()
        if (inOrder) {
            this.#guard?.ended()
        }
        this.#unlock()
    }

    #open(): () => void {
        try {
            return openState()
        } catch (error) {
            if (!isFullDisk(error)) {
                throw error
            }
            this.#noRoom = textOf(error)
            return () => {}
        }
    }

    #setLog({ log: settings }: AgentConfig['settings']): void {
        if (!this.#options.keepLog) {
            applyLog(settings)
        }
    }
}

function withOwn(limit: number): number {
    return limit === 0 ? 0 : limit + OWN_FIBERS
}
