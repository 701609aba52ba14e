/*
    c.ts -- The C face of fiber/command.
*/

export * from './c-command.js'
