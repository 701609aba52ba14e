/*
    index.ts -- The door of commands/check: the checks of `ioto check`.
*/

export { checkAll, type Finding } from './check-all.js'
