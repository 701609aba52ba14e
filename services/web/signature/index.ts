/*
    index.ts -- The door of services/web/signature: requests and responses are checked against the signatures of an API (spec
    web.md §19).
*/

export { checkSignature } from './check-signature.js'
