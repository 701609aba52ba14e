/*
    index.ts -- The door of fiber/command: programs of the system.
*/

export { CommandError, type CommandErrorCode, commandErrors } from './errors.js'
export { type CommandOptions, type CommandResult, runCommand } from './run-command.js'
export { splitCommand } from './split-command.js'
