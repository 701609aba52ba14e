/*
    c.ts -- The C face of fiber/file.
*/

export * from './c-files.js'
export * from './c-paths.js'
