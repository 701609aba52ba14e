/*
    index.ts -- The door of commands/completion: what a shell is told so that it completes the command line.
*/

export { type ShellName, scriptFor, shells } from './shells.js'
export { wordsOf } from './words.js'
