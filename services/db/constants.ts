/*
    constants.ts -- The constants of C. Source: spec db.md §4.1, §8, §9, §10.1, §14.
*/

/** Flag of `dbOpen`: never write. */
export const DB_READ_ONLY = 0x1
/** Flag of `dbOpen`: delete the files first. */
export const DB_OPEN_RESET = 0x2

/** Event of a trigger: an item changed in memory. */
export const DB_ON_CHANGE = 0x1
/** Event of a trigger: the change was handed to the journal. */
export const DB_ON_COMMIT = 0x2
/** Event of a trigger; never raised. */
export const DB_ON_FREE = 0x4

/** `delay` of a request: commit at once, whatever the model says. */
export const DB_NODELAY = -1
/** `delay` of a request: the same as `mem`. */
export const DB_INMEM = -2

/** Most bytes of a sort key, and one. */
export const DB_MAX_KEY = 1024
/** Most bytes of an item as text. */
export const DB_MAX_ITEM = 262_144
/** Milliseconds after which a journal is replaced by a save. */
export const DB_MAX_LOG_AGE = 60_000
/** Bytes from which a journal is replaced by a save. */
export const DB_MAX_LOG_SIZE = 1_048_576
