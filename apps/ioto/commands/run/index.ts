/*
    index.ts -- The door of commands/run: the parts of `ioto run`.
*/

export { loadApplication } from './application.js'
export { runCommand } from './command.js'
export { loadOptions } from './load-options.js'
export { declareConfigOptions, declareOptions, type Options } from './options.js'
