/*
    index.ts -- The door of commands/run: the parts of `ioto run`.
*/

export { runCommand } from './command.js'
export { loadOptions } from './load-options.js'
export { declareOptions, type Options } from './options.js'
