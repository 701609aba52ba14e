/*
    form-variable.ts -- Variables of a form, until `web.getVar` is there.
*/

import type { Web } from '../web.js'

/** The value of a field of the form that the request body is; null: there is none. */
export function formVariable(web: Web, name: string): string | null {
    return web.formBody ? new URLSearchParams(web.bodyBytes.toString()).get(name) : null
}
