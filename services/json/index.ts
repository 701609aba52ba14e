/*
    index.ts -- The door of services/json: `ioto-fiber/json`.

    Texts are parsed to plain JavaScript values. The parser itself, for those who build something else, is `parseInto` with a receiver.
*/

export { JsonError, type JsonErrorCode, type JsonErrorDetails, type JsonFault, jsonErrors } from './errors.js'
export { type KeyTerm, keyTerms } from './key-terms.js'
export { type ParseOptions, parse } from './parse.js'
export { type ParserOptions, parseInto } from './parser.js'
export { LineCounter } from './position.js'
export { isPrimitive } from './primitive.js'
export type { JsonReceiver } from './receiver.js'
export { syntaxError } from './syntax-error.js'
