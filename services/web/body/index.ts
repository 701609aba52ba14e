/*
    index.ts -- The door of services/web/body: request bodies that are read before the handler runs, and the variables in bodies and
    queries (spec web.md §13).
*/

export { addEncoded, addVariable, decoded } from './encoded.js'
export { parseJsonBody } from './json-body.js'
export { readVariables } from './read-variables.js'
