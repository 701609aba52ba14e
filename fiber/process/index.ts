/*
    index.ts -- The door of fiber/process: signals of the operating system.
*/

export { dumpOnSignal } from './dump-on-signal.js'
export { logOnSignal } from './log-on-signal.js'
export { waitForSignal } from './wait-for-signal.js'
