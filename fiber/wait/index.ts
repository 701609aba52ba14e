/*
    index.ts -- The door of fiber/wait: wait objects of the C face, and what rooms need that can be waited on.
*/

export * from './c.js'
export { CLOSED_EVENTS } from './events.js'
export { Settled, type Waiter } from './io-wait.js'
export { countWaits, freeWaits } from './open-waits.js'
export type { SourceListener, WaitSource } from './source.js'
