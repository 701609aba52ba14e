/*
    site.ts -- The document root and the certificate of a run, in a directory of its own that is removed at the end.
*/

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { files } from './rows.js'

export interface Site {
    /** Path of the document root. */
    readonly root: string
    /** PEM files of a self-signed certificate; undefined where there is no openssl command. */
    readonly tls: { readonly keyFile: string; readonly certificateFile: string } | undefined
}

/** Makes the files. They are removed when this process ends. */
export function makeSite(): Site {
    const place = mkdtempSync(join(tmpdir(), 'bench-web-'))
    process.on('exit', () => rmSync(place, { recursive: true, force: true }))
    const root = join(place, 'root')
    mkdirSync(root)
    for (const [name, size] of Object.entries(files)) {
        writeFileSync(join(root, `${name}.txt`), textOf(size))
    }
    const keyFile = join(place, 'key.pem')
    const certificateFile = join(place, 'certificate.pem')
    // The curve that browsers and servers agree on today; with keep-alive it matters for 64 handshakes only.
    const request =
        'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost'.split(' ')
    const made = spawnSync('openssl', [...request, '-keyout', keyFile, '-out', certificateFile])
    return { root, tls: made.status === 0 ? { keyFile, certificateFile } : undefined }
}

/** Lines of text, `size` bytes in all. */
export function textOf(size: number): string {
    const line = 'The quick brown fox jumps over the lazy dog, and the dog lets it pass.\n'
    return line.repeat(Math.ceil(size / line.length)).slice(0, size)
}
