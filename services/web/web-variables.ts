/*
    web-variables.ts -- WebVariables: the part of `Web` with variables, uploads and signatures (spec web.md §13.4, §14, §19, §20).
*/

import { WebResponse } from './web-response.js'

/** What the query and the body of a request hold. */
export abstract class WebVariables extends WebResponse {}
