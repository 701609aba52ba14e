/*
    c-uploads.ts -- Uploads under C names. Source: spec web.md §14.
*/

import { R_ERR_BAD_REQUEST, R_ERR_CANT_READ, R_ERR_OK } from '../../fiber/compat/index.js'
import type { Fiber } from '../../fiber/index.js'
import { outcomeOf } from './c-outcome.js'
import type { Web } from './web.js'

export { WebUpload } from './upload/index.js'

/** Gets ready for the parts of a multipart request. Returns 0, or R_ERR_BAD_REQUEST for a bad boundary, which was answered. */
export function webInitUpload(web: Web): Fiber<number> {
    return outcomeOf(web, R_ERR_BAD_REQUEST, function* () {
        web.initUpload()
        return R_ERR_OK
    })
}

/** Reads the parts of a multipart request. Returns 0, or R_ERR_CANT_READ for what was answered. */
export function webProcessUpload(web: Web): Fiber<number> {
    return outcomeOf(web, R_ERR_CANT_READ, function* () {
        yield* web.processUpload()
        return R_ERR_OK
    })
}

/** Removes the temporary files of the request. */
export function webFreeUpload(web: Web): void {
    web.freeUploadNow()
}
