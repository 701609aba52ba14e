/*
    file-body.ts -- Files as bodies, and as parts of them.
*/

import { type Fiber, type File, FileError, openFile, statFile } from '../../fiber/index.js'
import { UrlError } from './errors.js'

/** Bytes that are read at a time. */
const BLOCK = 65536

/** Where pieces go. */
export interface PieceSink {
    write(data: Uint8Array): Fiber<unknown>
}

/** The size of a regular file. Throws `URL_FILE`. */
export function* fileSize(path: string): Fiber<number> {
    try {
        const stats = yield* statFile(path)
        if (stats.isFile()) {
            return stats.size
        }
    } catch (error) {
        throw cannot(path, error)
    }
    throw new UrlError('URL_FILE', `Cannot send ${path}: it is no regular file`, { text: `Cannot open ${path}` })
}

/** Writes `length` bytes of a file. Throws `URL_FILE`; `URL_FILE_READ`, also when it has become shorter. */
export function* sendFile(out: PieceSink, path: string, length: number): Fiber<void> {
    let file: File | null = null
    try {
        const opened = yield* openFile(path)
        file = opened
        const block = Buffer.allocUnsafe(Math.min(BLOCK, Math.max(length, 1)))
        for (let at = 0; at < length; ) {
            const count = yield* opened.read(block.subarray(0, Math.min(block.length, length - at)), at)
            if (count === 0) {
                throw new UrlError(
                    'URL_FILE_READ',
                    `Cannot send ${path}: it ended after ${at} bytes, wanted ${length}`,
                    { text: `Cannot read from ${path}` },
                )
            }
            yield* out.write(block.subarray(0, count))
            at += count
        }
    } catch (error) {
        throw error instanceof FileError ? cannot(path, error, file === null ? 'URL_FILE' : 'URL_FILE_READ') : error
    } finally {
        file?.close()
    }
}

function cannot(path: string, error: unknown, code: 'URL_FILE' | 'URL_FILE_READ' = 'URL_FILE'): UrlError {
    const text = `Cannot ${code === 'URL_FILE' ? 'open' : 'read from'} ${path}`
    const why = error instanceof Error ? error.message : String(error)
    return new UrlError(code, `Cannot send ${path}: ${why}`, { text, cause: error })
}
