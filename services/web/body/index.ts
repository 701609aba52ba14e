/*
    index.ts -- The door of services/web/body: request bodies that are read before the handler runs (spec web.md §13).
*/

export { readVariables } from './read-variables.js'
