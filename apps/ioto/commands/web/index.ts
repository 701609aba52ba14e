/*
    index.ts -- The door of commands/web: the parts of `ioto web`.
*/

export { statuses, webCommand } from './command.js'
export { declareOptions } from './options.js'
