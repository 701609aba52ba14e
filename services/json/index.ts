/*
    index.ts -- The door of services/json: `ioto-fiber/json`.

    Texts become plain JavaScript values, which are read, changed, searched and merged by keys such as `a.b[0].c`. `Json` is a
    document as a tree that keeps what plain values lose. The parser itself, for those who build something else, is `parseInto`
    with a receiver.
*/

export { type BlendMode, type BlendOptions, blend } from './blend.js'
export { applyConditional, type ConditionalOptions } from './conditional.js'
export * from './constants.js'
export { JSON_JSON } from './constants.js'
export { JsonError, type JsonErrorCode, type JsonErrorDetails, type JsonFault, jsonErrors } from './errors.js'
export { type ExpandOptions, expand } from './expand.js'
export { get, type Widened } from './get.js'
export { type KeyTerm, keyTerms } from './key-terms.js'
export { type LoadOptions, load } from './load.js'
export { type ParseOptions, parse } from './parse.js'
export { type ParserOptions, parseInto } from './parser.js'
export { LineCounter } from './position.js'
export { isPrimitive } from './primitive.js'
export { type QueryMatch, query } from './query.js'
export type { JsonReceiver } from './receiver.js'
export { remove } from './remove.js'
export { type SaveValueOptions, save } from './save.js'
export { set } from './set.js'
export { type StringifyOptions, stringify } from './stringify.js'
export { syntaxError } from './syntax-error.js'
export {
    type FromObjectOptions,
    Json,
    JsonNode,
    type JsonTrigger,
    type LayoutOptions,
    type SaveOptions,
    setIndent,
    setMaxLength,
    type ToObjectOptions,
    type TreeBlendOptions,
} from './tree/index.js'
