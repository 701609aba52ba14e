/*
    index.ts -- The door of commands/bundle: what `ioto bundle` puts into its archive.
*/

export { type Archived, writeArchive } from './archive.js'
export { type Collected, collect } from './collect.js'
