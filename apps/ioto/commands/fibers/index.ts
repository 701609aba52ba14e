/*
    index.ts -- The door of `ioto fibers`.
*/

export { ask, type FibersOptions, report } from './ask.js'
export { listing } from './listing.js'
