/*
    json-request.ts -- The object in the body of a POST of JSON, which no form of another site can send.
*/

import type { Web } from '../../../services/web/index.js'

/** The object; null: the request is another one, and was answered. */
export function postedObject(web: Web): Readonly<Record<string, unknown>> | null {
    if (web.method === 'POST' && web.jsonBody) {
        const value = web.parseJson().toObject()
        if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
            return value as Record<string, unknown>
        }
    }
    web.sendErrorNow(web.method === 'POST' ? 400 : 405, 'Wanted POST of an object as application/json')
    return null
}
