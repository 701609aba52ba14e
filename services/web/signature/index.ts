/*
    index.ts -- The door of services/web/signature: requests and responses are held against the signatures of an API (spec web.md §19).
*/

export { Signatures } from './signatures.js'
export {
    type ValidateOptions,
    validateData,
    validateJson,
    validateRequest,
    validateSignature,
} from './validate.js'
