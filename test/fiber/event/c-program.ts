/*
    c-program.ts -- Runs a program of the C face from `rInit` to `rTerm`, as its main function would; in virtual time.
*/

import { rInit, rServiceEvents, rStop, rTerm } from '../../../fiber/event/index.js'
import { type Blocking, useClock } from '../../../fiber/index.js'
import { VirtualClock } from '../../../fiber/testing/index.js'

/** What a program says; the order is what is tested. */
export type Say = (word: string) => void

/** Runs `main` as the first fiber, stops when it returns, and gives what was said, in order. */
export async function program(main: (say: Say, clock: VirtualClock) => Blocking<unknown>): Promise<string[]> {
    const clock = new VirtualClock()
    const former = useClock(clock)
    try {
        return await programInRealTime(say => main(say, clock))
    } finally {
        useClock(former)
    }
}

/** The same by the clock of the machine, for programs that hold the thread. */
export async function programInRealTime(main: (say: Say) => Blocking<unknown>): Promise<string[]> {
    const said: string[] = []
    const say = (word: string) => {
        said.push(word)
    }
    let failure: unknown = null
    const code = rInit(function* () {
        try {
            yield* main(say)
        } catch (error) {
            failure = error
        }
        rStop()
    })
    if (code < 0) {
        throw new Error(`rInit gave ${code}`)
    }
    try {
        await rServiceEvents()
    } finally {
        await rTerm()
    }
    if (failure !== null) {
        throw failure
    }
    return said
}

/** Holds the thread for so many milliseconds. */
export function holdThread(ms: number): void {
    const end = performance.now() + ms
    while (performance.now() < end) {}
}
