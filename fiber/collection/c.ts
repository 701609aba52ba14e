/*
    c.ts -- The C face of fiber/collection. The classes are the same as behind the other door.
*/

export * from './c-buf.js'
export * from './c-hash.js'
export * from './c-list.js'
export * from './c-rb.js'
export * from './flags.js'
