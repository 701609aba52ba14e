/*
    index.ts -- The door of `ioto db`.
*/

export { dbCommand } from './command.js'
