/*
    index.ts -- The door of commands/run: the parts of `ioto run`.
*/

export { findApplication, loadApplication, loadModule, moduleOf } from './application.js'
export { runCommand } from './command.js'
export { isApplication } from './hooks-of.js'
export { loadOptions } from './load-options.js'
export { declareConfigOptions, declareOptions, type Options, respell } from './options.js'
