/*
    c-program.ts -- Runs a program of the C face from `rInit` to `rTerm`, as its main function would.
*/

import { rInit, rServiceEvents, rStop, rTerm } from '../../../fiber/event/index.js'
import type { Blocking } from '../../../fiber/index.js'

/** What a program says; the order is what is tested. */
export type Say = (word: string) => void

/** Runs `main` as the first fiber, stops when it returns, and gives what was said, in order. */
export async function program(main: (say: Say) => Blocking<unknown>): Promise<string[]> {
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
