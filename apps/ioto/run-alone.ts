/*
    run-alone.ts -- Runs a fiber for a command that does one thing and ends.
*/

import { type Blocking, run, watchLoop } from '../../fiber/index.js'

/** As `run`, without the watch over the thread: nobody else waits for it, so how long it is held is nobody's business. */
export function runAlone<A extends unknown[], T>(fn: (...args: A) => Blocking<T>, ...args: A): Promise<T> {
    watchLoop(Infinity)
    return run(fn, ...args)
}
