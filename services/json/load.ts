/*
    load.ts -- Reading a document from a file, for fibers.
*/

import { type Fiber, readFile } from '../../fiber/index.js'
import { JsonError } from './errors.js'
import { type ParseOptions, parse } from './parse.js'

/** How a file is read and parsed. `size` counts its bytes. */
export type LoadOptions = Omit<ParseOptions, 'path'>

const SIZE = 16 * 1024 * 1024

/** A byte order mark is left to the parser. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * The value of a file of UTF-8 text, as `parse` gives it: relaxed unless the options say otherwise, whatever the name of the file.
 *
 * Throws a `JsonError` that names the file and the place, or a `FileError`: `FILE_NOT_FOUND`, `FILE_TOO_LARGE` and others.
 */
export function* load(path: string, options: LoadOptions = {}): Fiber<unknown> {
    const bytes = yield* readFile(path, options.size ?? SIZE)
    return parse(decode(bytes, path), { ...options, path })
}

function decode(bytes: Buffer, path: string): string {
    try {
        return decoder.decode(bytes)
    } catch (cause) {
        const reason = 'it is not UTF-8'
        throw new JsonError('JSON_NOT_UTF8', `Cannot parse ${path}: ${reason}`, reason, undefined, { cause })
    }
}
