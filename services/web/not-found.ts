/*
    not-found.ts -- Nothing is at a path: the hook may answer, else the server does (spec web.md §11.2, §16.2).
*/

import type { Fiber } from '../../fiber/index.js'
import type { WebErrorCode } from './errors.js'
import { runHook, WEB_HOOK_NOT_FOUND } from './hooks.js'
import type { Web } from './web.js'

/** Answers a request with an error of the catalogue, unless the hook has answered it, or recorded an error. */
export function* notFound(web: Web, code: WebErrorCode): Fiber<void> {
    yield* runHook(web, WEB_HOOK_NOT_FOUND)
    if (web.error === null && !web.reply.composed) {
        web.connection.refuse(code)
    }
}
