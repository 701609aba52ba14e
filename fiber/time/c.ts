/*
    c.ts -- The C face of fiber/time.
*/

export * from './c-time.js'
