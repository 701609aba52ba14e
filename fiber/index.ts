/*
    index.ts -- The door of the runtime: `ioto-fiber/fiber`.
*/

export * from './collection/index.js'
export * from './command/index.js'
export * from './core/index.js'
export * from './file/index.js'
export * from './log/index.js'
export * from './process/index.js'
export * from './socket/index.js'
export * from './text/index.js'
export * from './thread/index.js'
export * from './time/index.js'
export * from './tls/index.js'
