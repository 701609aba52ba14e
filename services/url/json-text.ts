/*
    json-text.ts -- Bodies that are JSON.
*/

import { JsonError, parse } from '../json/index.js'
import { UrlError } from './errors.js'

/** The value of a text; relaxed JSON, as everywhere here. Throws `URL_JSON`. */
export function parseJson(url: string, text: string): unknown {
    try {
        return parse(text)
    } catch (error) {
        if (error instanceof JsonError) {
            throw new UrlError('URL_JSON', `Cannot parse response of ${url}: ${error.message}`, { cause: error })
        }
        throw error
    }
}
