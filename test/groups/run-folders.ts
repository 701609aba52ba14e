/*
    run-folders.ts -- Runs all tests of some folders in one process.

    A process costs half a second before its first test, or more where it loads a compiler, and most files are done in a tenth of
    that. So folders whose tests change nothing of their process, and wait for nothing outside, are run as groups; package.json
    excludes them by themselves. One file alone: `npx tap dist/test/services/json/parse.test.js`.
*/

import { readdirSync } from 'node:fs'
import t from 'tap'

const tests = new URL('../', import.meta.url)

/** Imports each test file of these folders (relative to test/) and of those in them, but for some file names. */
export async function runFolders(
    folders: readonly string[],
    { except = [] }: { readonly except?: readonly string[] } = {},
): Promise<void> {
    t.setTimeout(600_000)
    let count = 0
    // tap ends the whole as soon as it is idle, while the next file is still being loaded, once a file has asked for a teardown.
    const { teardown } = t
    const teardowns: Parameters<typeof t.teardown>[] = []
    t.teardown = (...args) => void teardowns.push(args)
    let done = false
    process.once('exit', () => {
        if (!done) {
            console.error(`Cannot run the tests of ${folders.join(', ')}: the process ended before all were loaded`)
            process.exitCode = 1
        }
    })
    for (const folder of folders) {
        const root = new URL(`${folder}/`, tests)
        for (const name of readdirSync(root, { recursive: true }).map(String).sort()) {
            if (name.endsWith('.test.js') && !name.includes('fixtures') && !except.includes(name)) {
                await import(new URL(name.replaceAll('\\', '/'), root).href)
                count++
            }
        }
    }
    if (count === 0) {
        throw new Error(`Cannot run the tests of ${folders.join(', ')}: there are none`)
    }
    done = true
    t.teardown = teardown
    for (const args of teardowns) {
        t.teardown(...args)
    }
}
