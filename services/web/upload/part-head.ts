/*
    part-head.ts -- The header lines of a part of a multipart body (RFC 7578 §4, spec web.md §14).
*/

import { WebError } from '../errors.js'
import { isHeaderName } from '../header.js'
import { clientFilename } from './client-filename.js'
import { readParameters } from './parameters.js'

/** What the head of a part says. */
export interface PartHead {
    /** Name of the variable; null: none. */
    readonly name: string | null
    /** As the client calls the file; null: the part is none. */
    readonly filename: string | null
    /** Null: none. */
    readonly contentType: string | null
}

/** The head of a part, which has a name, and if it is a file a name that a file may have. Throws `WEB_UPLOAD`. */
export function readPartHead(text: string): PartHead & { readonly name: string } {
    const head = parsePartHead(text)
    if (head === null) {
        throw new WebError('WEB_UPLOAD', 'Bad upload headers')
    }
    const { name, filename } = head
    if (filename === null) {
        if (!name) {
            throw new WebError('WEB_UPLOAD', 'Bad upload headers. Missing Content-Disposition name')
        }
        return { ...head, name }
    }
    if (!name) {
        throw new WebError('WEB_UPLOAD', 'Missing upload name for filename')
    }
    if (filename === '') {
        // Browsers send this where no file was chosen (spec web.md §31, K9).
        throw new WebError('WEB_UPLOAD', 'Missing upload client filename')
    }
    const safe = clientFilename(filename)
    if (safe === null) {
        throw new WebError('WEB_UPLOAD', 'Bad upload client filename')
    }
    return { ...head, name, filename: safe }
}

/** Reads header lines, without the empty one behind them. Null: they are malformed. */
export function parsePartHead(text: string): PartHead | null {
    let disposition: string | null = null
    let contentType: string | null = null
    // A line that begins with a blank goes on with the one before (RFC 5322 §2.2.3).
    const lines = text === '' ? [] : text.replace(/\r\n[ \t]+/g, ' ').split('\r\n')
    for (const line of lines) {
        const colon = line.indexOf(':')
        const name = line.slice(0, Math.max(colon, 0))
        if (!isHeaderName(name) || hasControl(line)) {
            return null
        }
        const value = line.slice(colon + 1).trim()
        switch (name.toLowerCase()) {
            case 'content-disposition':
                if (disposition !== null) {
                    return null
                }
                disposition = value
                break
            case 'content-type':
                if (contentType !== null) {
                    return null
                }
                contentType = value
                break
        }
    }
    const parameters = readParameters(disposition ?? '')
    if (parameters === null) {
        return null
    }
    return { name: parameters.get('name') ?? null, filename: parameters.get('filename') ?? null, contentType }
}

/** Whether there is a control character other than TAB: a line end that is none, too. */
function hasControl(text: string): boolean {
    for (let i = 0; i < text.length; i++) {
        const unit = text.charCodeAt(i)
        if ((unit < 32 && unit !== 9) || unit === 127) {
            return true
        }
    }
    return false
}
