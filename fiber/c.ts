/*
    c.ts -- The C face of the runtime: every `r*` and `s*` name of Ioto's Safe Portable Runtime. `ioto-fiber/c` re-exports it,
    together with those of the services (services/agent/c.ts).
*/

import './parts.js'

export * from './collection/c.js'
export * from './command/c.js'
export * from './compat/c.js'
export * from './event/c.js'
export * from './file/c.js'
export * from './log/c.js'
export * from './rsocket/c.js'
export * from './text/c.js'
export * from './thread/c.js'
export * from './time/c.js'
export * from './wait/c.js'
