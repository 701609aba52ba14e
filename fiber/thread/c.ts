/*
    c.ts -- The C face of fiber/thread. Source: spec runtime.md §10.
*/

export { type RThreadProc, rCreateThread, rSpawnThread } from './c-thread.js'
