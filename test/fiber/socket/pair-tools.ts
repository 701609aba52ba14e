/*
    pair-tools.ts -- What tests of sockets have in common.
*/

import type { Test } from 'tap'
import { type Fiber, fromPromise } from '../../../fiber/core/index.js'
import { type Socket, SocketError } from '../../../fiber/socket/index.js'

/** What is done with a pair of connected sockets. */
export type Body = (t: Test, a: Socket, b: Socket) => Fiber<void>

/** Lets the event loop turn until something is the case. */
export function* until(condition: () => boolean): Fiber<void> {
    while (!condition()) {
        yield* fromPromise(new Promise<void>(resolve => setImmediate(resolve)))
    }
}

/** Its transport is gone. */
export function isOver(socket: Socket): boolean {
    return socket.statistics().over
}

/** Closes both ends, and waits until nothing is left of them. */
export function* closeBoth(a: Socket, b: Socket): Fiber<void> {
    yield* a.close()
    yield* b.close()
    yield* a.waitClosed()
    yield* b.waitClosed()
}

/** The code of the error that `task` fails with; `none` if it does not fail. */
export function* codeOf(body: () => Fiber<unknown>): Fiber<string> {
    try {
        yield* body()
        return 'none'
    } catch (error) {
        if (error instanceof SocketError) {
            return error.code
        }
        throw error
    }
}
