/*
    web-identity.ts -- WebIdentity: the part of `Web` with users, sessions and cookies (spec web.md §12, §18).
*/

import { WebVariables } from './web-variables.js'

/** Who has sent a request. */
export abstract class WebIdentity extends WebVariables {}
