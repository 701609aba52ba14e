/*
    index.ts -- The door of the runtime: `ioto-fiber/fiber`.
*/

export * from './core/index.js'
