/*
    check-signature.ts -- Finds the signature of a request, and checks the request against it if the route wants that.
*/

import type { Blocking } from '../../../fiber/index.js'
import type { Web } from '../web.js'

/** Whether the request goes on; if not, it was answered. Called only when the host has signatures. */
export function checkSignature(web: Web): Blocking<boolean> | boolean {
    web.connection.refuse('WEB_SIGNATURE')
    return false
}
