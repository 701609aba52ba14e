/*
    options.ts -- Answers OPTIONS requests (spec web.md §11.4).
*/

import type { WebRoute } from './route.js'
import type { Web } from './web.js'

/** Tells the methods of a route. A configured header of the name is replaced (spec web.md §30, D23). */
export function answerOptions(web: Web, route: WebRoute): void {
    web.reply.replace(200, '')
    web.reply.replaceHeader('Access-Control-Allow-Methods', [...route.methods].sort().join(','))
}
