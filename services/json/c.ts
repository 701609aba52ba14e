/*
    c.ts -- The C face of services/json. `Json` and `JsonNode` are the same as behind the other door.
*/

export * from './c-iterate.js'
export * from './c-parse.js'
export * from './c-read.js'
export * from './c-render.js'
export * from './c-write.js'
export * from './constants.js'
export { Json, JsonNode, type JsonTrigger } from './tree/index.js'
