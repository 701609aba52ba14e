/*
    c.ts -- The C face of fiber/compat: error codes, memory, locks, platform.
*/

export * from './error-codes.js'
export * from './limits.js'
export * from './lock.js'
export * from './memory.js'
export type { Nullable, Pointer } from './null.js'
export * from './platform.js'
export { type Ref, ref } from './ref.js'
