/*
    events.ts -- The bits that tell what happens on a wait object. Source: spec runtime.md §7.1.
*/

/** Data or a connection can be read, or the end, or an error. */
export const R_READABLE = 0x2
/** There is room for output. */
export const R_WRITABLE = 0x4
/** Both. */
export const R_IO = 0x6
/** A file has changed. */
export const R_MODIFIED = 0x200
/** A deadline has passed. */
export const R_TIMEOUT = 0x400
/** Flag of handlers: run on the main fiber. */
export const R_WAIT_MAIN_FIBER = 0x1

/** What a wait gives when its descriptor was closed meanwhile, and when it was freed itself. */
export const CLOSED_EVENTS = R_IO | R_TIMEOUT
export const FREED_EVENTS = R_IO | R_MODIFIED | R_TIMEOUT
