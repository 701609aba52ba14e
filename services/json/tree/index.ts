/*
    index.ts -- The door of services/json/tree: documents as trees of nodes.
*/

export { type BlendOptions, blend } from './blend.js'
export type { ConditionalOptions } from './conditional.js'
export * from './constants.js'
export { checkUnchanged } from './iterate.js'
export { Json, type SaveOptions } from './json.js'
export { JsonNode } from './node.js'
export { quoteText } from './quote.js'
export { type LayoutOptions, setIndent, setMaxLength } from './render-settings.js'
export type { JsonTrigger } from './tree.js'
export type { ToObjectOptions } from './values.js'
