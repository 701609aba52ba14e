/*
    index.ts -- The door of services/json/tree: documents as trees of nodes.
*/

export type { TreeBlendOptions } from './blend.js'
export { checkUnchanged } from './iterate.js'
export { Json, type SaveOptions } from './json.js'
export { JsonNode } from './node.js'
export { quoteText } from './quote.js'
export { type LayoutOptions, setIndent, setMaxLength } from './render-settings.js'
export { assignNode } from './set.js'
export type { JsonTrigger } from './tree.js'
export type { FromObjectOptions, ToObjectOptions } from './values.js'
