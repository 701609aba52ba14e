/*
    memory-files.ts -- The document root, read once: for the servers that keep bodies in memory.
*/

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** A file with the headers that a static file server sends. */
export interface MemoryFile {
    readonly headers: Readonly<Record<string, string>>
    readonly body: Buffer
}

/** URL path -> file, of all files in `root`. */
export function readFiles(root: string): Map<string, MemoryFile> {
    const files = new Map<string, MemoryFile>()
    for (const name of readdirSync(root)) {
        const file = join(root, name)
        const found = statSync(file)
        if (!found.isFile()) {
            continue
        }
        const { size, mtime, mtimeMs } = found
        const headers = {
            'Content-Type': 'text/plain; charset=utf-8',
            'Content-Length': String(size),
            'Last-Modified': mtime.toUTCString(),
            ETag: `"${size.toString(16)}-${Math.trunc(mtimeMs).toString(16)}"`,
        }
        files.set(`/${name}`, { headers, body: readFileSync(file) })
    }
    return files
}
