/*
    own-directory.ts -- A directory for all tests of a file. That of tap is one for all files that run in a process.
*/

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'

/** Makes a directory with these files (text) and directories (null). It is removed with the process's last test. */
export function ownDirectory(content: Readonly<Record<string, string | null>> = {}): string {
    const directory = realpathSync(mkdtempSync(join(tmpdir(), 'ioto-web-')))
    t.teardown(() => rmSync(directory, { recursive: true, force: true }))
    for (const [name, text] of Object.entries(content)) {
        if (text === null) {
            mkdirSync(join(directory, name))
        } else {
            writeFileSync(join(directory, name), text)
        }
    }
    return directory
}
