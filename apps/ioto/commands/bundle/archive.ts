/*
    archive.ts -- The archive: a .tgz that every tar reads.
*/

import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { packTar } from 'modern-tar'
import { durableWrite, type Fiber, fromPromise } from '../../../../fiber/index.js'

const compress = promisify(gzip)

/** A file of the archive. */
export interface Archived {
    readonly name: string
    readonly text: string
}

/** Writes the files, below a folder of this name, into an archive for its owner alone; gives its size in bytes. */
export function* writeArchive(path: string, folder: string, files: readonly Archived[], time: Date): Fiber<number> {
    const entries = files.map(({ name, text }) => ({
        header: { name: `${folder}/${name}`, size: Buffer.byteLength(text), mtime: time, mode: 0o600 },
        body: text,
    }))
    const data = yield* fromPromise(packTar(entries).then(compress))
    if (path === '-') {
        process.stdout.write(data)
    } else {
        yield* durableWrite(path, data, { mode: 0o600 })
    }
    return data.length
}
