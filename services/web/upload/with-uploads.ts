/*
    with-uploads.ts -- What becomes of uploaded files when their request is over.
*/

import type { Blocking, Fiber } from '../../../fiber/index.js'
import type { Web } from '../web.js'

/** Runs a request, and removes its temporary files afterwards, in whatever way it ends. */
export function* withUploads(web: Web, life: Blocking<unknown>): Fiber<void> {
    try {
        yield* life
    } finally {
        if (!areKept(web)) {
            yield* web.freeUpload()
        }
    }
}

/**
 * Without `upload.remove` files stay that an action has got: it knows them. Nobody knows those of a request that was refused, or
 * broke off, and of a document.
 */
function areKept({ host, route, connection, error, uploadSet }: Web): boolean {
    const isServed = route?.isAction === true && !connection.failed && error === null
    return !host.removeUploads && isServed && uploadSet?.isComplete === true
}
