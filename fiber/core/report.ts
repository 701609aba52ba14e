/*
    report.ts -- Where failures go that no joiner and no scope takes: they never disappear.
*/

import { cleanStack } from './backtrace.js'
import { textOf } from './errors.js'
import { machineFault } from './machine-fault.js'
import type { Task } from './task.js'
import { throwOutside } from './throw-outside.js'

/** A failure that reached the root. */
export interface UncaughtFailure {
    /** What was thrown. */
    readonly error: unknown
    /** The fiber that failed. */
    readonly task: Task
    /**
     * `uncaught`: nobody waits for the fiber. `suppressed`: the error came up while another one was already being thrown
     * from the same scope (a failing clean-up, for example).
     */
    readonly kind: 'uncaught' | 'suppressed'
}

/** What is done with a failure that reached the root. */
export type FailureHandler = (failure: UncaughtFailure) => void

let write: ((text: string) => void) | null = null

/** Sets where the text of failures goes, beside what the handler does with them; null, the default: standard error. */
export function onFailureText(next: ((text: string) => void) | null): void {
    write = next
}

function describe({ error, task, kind }: UncaughtFailure): string {
    const isOurs = error instanceof Error && machineFault(error) === null
    const stack = isOurs ? (error.stack ?? error.message) : textOf(error)
    const what = kind === 'uncaught' ? 'failed' : 'failed while another failure was handled'
    return `Fiber ${task.id} ${task.name} ${what}: ${stack}`
}

/** Policy `log`: the failure is written to the log, or to standard error where there is none, and the process goes on. */
export function logFailure(failure: UncaughtFailure): void {
    const text = describe(failure)
    if (write === null) {
        console.error(text)
    } else {
        write(text)
    }
}

/**
 * Policy `exit`, the default, as Node does it: the error is thrown outside the scheduler, so that `uncaughtException` handling
 * applies; the log has it too. A suppressed failure is only logged.
 */
export function exitOnFailure(failure: UncaughtFailure): void {
    if (failure.kind === 'suppressed' || write !== null) {
        logFailure(failure)
    }
    if (failure.kind === 'uncaught') {
        throwOutside(failure.error)
    }
}

let handler: FailureHandler = exitOnFailure

/** Sets what is done with failures that reach the root, and returns the former handler. Default: `exitOnFailure`. */
export function onUncaught(next: FailureHandler): FailureHandler {
    const former = handler
    handler = next
    return former
}

/** Hands a failure to the root handler. A handler that throws is itself a failure of the program. */
export function reportFailure(failure: UncaughtFailure): void {
    try {
        cleanStack(failure.error)
    } catch {
        // Its stack cannot be read, which is no reason not to report it.
    }
    try {
        handler(failure)
    } catch (error) {
        throwOutside(error)
    }
}
