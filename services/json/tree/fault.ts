/*
    fault.ts -- Makes the errors of the tree, whose texts are those of the catalogue.
*/

import { JsonError, type JsonErrorCode, jsonErrors } from '../errors.js'

/** An error of a row of the catalogue; `detail` tells what was found and what is wanted. */
export function treeError(code: JsonErrorCode, detail = '', options?: ErrorOptions): JsonError {
    const { message } = jsonErrors[code]
    return new JsonError(code, detail === '' ? message : `${message}: ${detail}`, detail, undefined, options)
}
