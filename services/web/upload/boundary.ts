/*
    boundary.ts -- The boundary between the parts of a multipart body.
*/

import { readParameters } from './parameters.js'

/** RFC 2046 §5.1.1. */
const LONGEST = 70

/** The boundary that a Content-Type header names, a character per byte; null: none that can be used (spec web.md §14). */
export function boundaryOf(contentType: string): string | null {
    const boundary = readParameters(contentType)?.get('boundary') ?? ''
    return boundary !== '' && boundary.length <= LONGEST ? boundary : null
}
