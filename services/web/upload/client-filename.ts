/*
    client-filename.ts -- What a client may call a file that it uploads.

    Handlers make paths of these names, whatever they are told. So no name gets through that is more than one segment of a path, is
    hidden, or means something to a shell or to Windows (spec web.md §14).
*/

import { normalizePath } from '../../http/index.js'

const forbidden: ReadonlySet<string> = new Set('\\/:*?<>|~"\'%^`')

const SPACE = 32
const DELETE = 127

/** The name in normal form; null: it may not be. */
export function clientFilename(filename: string): string | null {
    const name = normalizePath(filename, false)
    if (name === null || name.startsWith('.') || name.includes('..')) {
        return null
    }
    for (const char of name) {
        const unit = char.charCodeAt(0)
        if (unit < SPACE || unit === DELETE || forbidden.has(char)) {
            return null
        }
    }
    return name
}
