/*
    index.ts -- The door of commands/debug: the parts of `ioto debug`.
*/

export { dapCommand } from './dap-command.js'
export { debugCommand } from './debug-command.js'
