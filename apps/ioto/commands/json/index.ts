/*
    index.ts -- The door of commands/json: the parts of `ioto json`.
*/

export { jsonCommand } from './command.js'
export { declareOptions } from './options.js'
export { statuses } from './statuses.js'
