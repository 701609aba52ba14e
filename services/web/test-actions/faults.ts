/*
    faults.ts -- Test actions that go deep, or fail. Source: spec web-test-actions.md §8.
*/

import { type Fiber, Logger } from '../../../fiber/index.js'
import type { Web } from '../web.js'

const log = new Logger('test')

const DEPTH = 1000

/** Calls itself a thousand times. */
export function* recurse(web: Web): Fiber<void> {
    descend(DEPTH)
    yield* web.writeChunk('Recursion complete')
}

function descend(levels: number): number {
    return levels === 0 ? 0 : 1 + descend(levels - 1)
}

/** Takes a property of null: a TypeError. */
export function dereference(web: Web): void {
    log.trace('Dereferencing null')
    survived(web, (nowhere as unknown as { value: number }).value)
}

const nowhere = null

/** Divides a whole number by zero: a RangeError. */
export function divide(web: Web): void {
    log.trace('Dividing by zero')
    survived(web, 1n / BigInt(web.error === null ? 0 : 1))
}

function survived(web: Web, _result: unknown): void {
    web.writeResponseNow(200, 'should not reach here\n')
}
