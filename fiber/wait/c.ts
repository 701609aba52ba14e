/*
    c.ts -- The C face of fiber/wait.
*/

export * from './c-wait.js'
export { R_IO, R_MODIFIED, R_READABLE, R_TIMEOUT, R_WAIT_MAIN_FIBER, R_WRITABLE } from './events.js'
export { RWait, type RWaitProc } from './wait.js'
