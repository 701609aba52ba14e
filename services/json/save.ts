/*
    save.ts -- Writing a document to a file durably, for fibers.
*/

import { durableWrite, type Fiber, FileError, statFile } from '../../fiber/index.js'
import { type StringifyOptions, stringify } from './stringify.js'

/** How a value is written to a file. Default: the layout `compact`; the format `json` for names in `.json`, else `relaxed`. */
export interface SaveValueOptions extends StringifyOptions {
    /** Mode of the file. Default: that of the file which is replaced, else 0644, masked by the umask. */
    readonly mode?: number
}

/**
 * Replaces a file by a value as text, with a line feed at its end. When this returns it is on the disk; after a crash there is the old
 * content or the new one, and never a part.
 *
 * Throws a `JsonError`, as `stringify`, or a `FileError`; the old file is still there then.
 */
export function* save(path: string, value: unknown, options: SaveValueOptions = {}): Fiber<void> {
    const format = /\.json$/i.test(path) ? 'json' : 'relaxed'
    const text = stringify(value, { format, layout: 'compact', ...options })
    // A file that only its owner may read stays one.
    const mode = options.mode ?? (yield* modeOf(path))
    yield* durableWrite(path, text === '' ? '' : `${text}\n`, mode === undefined ? {} : { mode })
}

/** The permissions of a file; undefined: there is none. */
function* modeOf(path: string): Fiber<number | undefined> {
    try {
        return (yield* statFile(path)).mode & 0o777
    } catch (error) {
        if (error instanceof FileError && error.code === 'FILE_NOT_FOUND') {
            return undefined
        }
        throw error
    }
}
