/*
    web-document.ts -- WebDocument: the part of `Web` with what documents need: conditions, ranges, sending files (spec web.md §16).
*/

import { WebIdentity } from './web-identity.js'

/** What a request wants of a document. */
export abstract class WebDocument extends WebIdentity {}
