/*
    index.ts -- The door of commands/debug: the parts of `ioto debug`.
*/

export { debugCommand } from './debug-command.js'
