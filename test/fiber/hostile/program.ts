/*
    program.ts -- Calls the functions of a C face with hostile arguments, in a process and a directory of its own: they write files
    and standard output, change the state of the runtime, and run commands.

        node program.js FACE RESULT SKIPPED SUSPENDING ROUNDS

    RESULT is the file for what was thrown, as JSON: one line a function. SKIPPED and SUSPENDING: names separated by commas; the
    latter are driven in fibers for some milliseconds.
*/

import { unlinkSync, writeFileSync } from 'node:fs'
import { deadline, type Fiber, onUncaught, run, scope, TimeoutError, yieldNow } from '../../../fiber/core/index.js'
import { type Hostile, hostileValues } from './values.js'

type AnyFunction = (...args: unknown[]) => unknown

const [, , face = '', result = '', skipped = '', suspending = '', rounds = '100'] = process.argv
const skip = new Set([...skipped.split(','), ...suspending.split(',')])
const faults = new Map<string, string>()
let seed = 1

/** A generator of Lehmer: the same arguments in each run. */
function random(below: number): number {
    seed = (seed * 48271) % 0x7fffffff
    return seed % below
}

function note(name: string, values: readonly Hostile[], error: unknown): void {
    const stack = error instanceof Error ? error.stack : String(error)
    const where = `${name}(${values.map(([name]) => name).join(', ')})`
    faults.set(name, faults.get(name) ?? `${where}: ${stack?.split('\n').slice(0, 3).join(' ')}`)
}

/** All that a function is called with. */
function* argumentLists(): Generator<Hostile[]> {
    yield []
    for (const value of hostileValues) {
        yield new Array(8).fill(value)
    }
    for (let round = 0; round < Number(rounds); round++) {
        yield Array.from({ length: 1 + random(8) }, () => hostileValues[random(hostileValues.length)]!)
    }
}

/** Some wait for ever, and are given up. */
function* drive(name: string, fn: AnyFunction, values: readonly Hostile[]): Fiber<void> {
    try {
        yield* deadline(20, fn(...values.map(([, make]) => make())) as Fiber<unknown>)
    } catch (error) {
        if (!(error instanceof TimeoutError)) {
            note(name, values, error)
        }
    }
}

function call(name: string, fn: AnyFunction, values: readonly Hostile[]): void {
    try {
        const given = fn(...values.map(([, make]) => make()))
        if (given instanceof Promise) {
            given.catch(() => {})
        } else if (name === 'rGetTempFile' && typeof given === 'string') {
            unlinkSync(given)
        }
    } catch (error) {
        note(name, values, error)
    }
}

// Fibers and events that are started here run and may fail: that is no fault of the function that started them.
onUncaught(() => {})
process.on('uncaughtException', error => {
    faults.set('uncaught', `${error.stack}`)
    writeFileSync(result, JSON.stringify([...faults]))
})

const names = (await import(face)) as Record<string, unknown>
await run(function* () {
    for (const name of suspending.split(',')) {
        const fn = names[name]
        if (typeof fn === 'function') {
            yield* scope(function* (s) {
                for (const values of argumentLists()) {
                    s.spawn(drive, name, fn as AnyFunction, values)
                }
                yield* yieldNow()
            })
        }
    }
})
for (const [name, fn] of Object.entries(names)) {
    // Classes are no functions of C.
    if (typeof fn === 'function' && !skip.has(name) && !/^class /.test(Function.prototype.toString.call(fn))) {
        for (const values of argumentLists()) {
            call(name, fn as AnyFunction, values)
        }
    }
}
writeFileSync(result, JSON.stringify([...faults]))
process.exit(0)
