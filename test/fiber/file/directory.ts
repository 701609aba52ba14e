/*
    directory.ts -- A directory for the files of a test file.
*/

import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'

/** Makes a directory that is removed at the end of the test file; gives what makes paths in it. */
export function testDirectory(): (name?: string) => string {
    const directory = realpathSync(mkdtempSync(join(tmpdir(), 'ioto-file-')))
    t.teardown(() => rmSync(directory, { recursive: true, force: true }))
    return (name = '') => join(directory, name)
}

/** What is always full. */
export const noFull = existsSync('/dev/full') ? false : 'there is no /dev/full'

/** The superuser may do everything: tests of what is forbidden are skipped. */
export const asRoot = process.getuid?.() === 0 ? 'root may do everything' : false
