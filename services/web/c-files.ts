/*
    c-files.ts -- Documents and conditions under C names. Source: spec web.md §16.
*/

import { R_ERR_CANT_COMPLETE, R_ERR_CANT_WRITE, R_ERR_OK } from '../../fiber/compat/index.js'
import { type Fiber, File } from '../../fiber/index.js'
import { outcomeOf } from './c-outcome.js'
import type { Web } from './web.js'

/** Serves `web.path` from the documents of the host. 0, or a negative number when the client is gone. */
export function webFileHandler(web: Web): Fiber<number> {
    return outcomeOf(web, R_ERR_CANT_COMPLETE, function* () {
        const work = web.host.documents.serve(web)
        if (work !== undefined) {
            yield* work
        }
        return R_ERR_OK
    })
}

/**
 * Sends `len` bytes from `offset` of a file that is open with descriptor `fd`, which stays open. The bytes sent, or a negative number
 * when the file is shorter, cannot be read, or the client is gone.
 */
export function webSendFile(web: Web, fd: number, offset: number, len: number): Fiber<number> {
    return outcomeOf(web, R_ERR_CANT_WRITE, function* () {
        const sent = yield* web.sendFile(new File(`descriptor ${fd}`, fd), offset, len)
        return sent < len ? R_ERR_CANT_COMPLETE : sent
    })
}

/** Whether If-Match or If-None-Match list an entity tag, given without quotes. */
export function webMatchEtag(web: Web, currentEtag: string): boolean {
    return web.matchEtag(currentEtag)
}

/** Whether the condition about the time holds for something that was changed at `mtime`, seconds since 1970. */
export function webMatchModified(web: Web, mtime: number): boolean {
    return web.matchModified(mtime)
}

/** Whether the client has what has this tag and time (seconds since 1970), and is to be answered with 304. */
export function webContentNotModified(web: Web, currentEtag: string, mtime: number): boolean {
    return web.contentNotModified(currentEtag, mtime)
}

/** Forgets the ranges that are asked for. */
export function webFreeRanges(web: Web): void {
    web.freeRanges()
}

/** Adds the cache headers of the route. The server does that itself with each response, so nothing is left to be done. */
export function webSetCacheControlHeaders(_web: Web): void {}
