import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import '../process/plain-children.js'
import t from 'tap'

/** Not called, and why. */
const skipped = {
    rFatal: 'ends the process, as its documentation says',
    rDaemonize: 'takes no arguments, and goes to the background',
    rWritePid: 'takes no arguments, and writes a file of the machine',
    rSleepSync: 'blocks the process as long as it is told to',
}

/** What may be thrown, and why. */
const permitted: Readonly<Record<string, RegExp>> = {
    // C ends the process where memory cannot be had and no handler is set.
    rAlloc: /RangeError: Cannot allocate memory: \d+ bytes, cause 8/,
    rAllocMem: /RangeError: Cannot allocate memory: \d+ bytes, cause 8/,
    rAllocException: /RangeError: Cannot allocate memory/,
    rRealloc: /RangeError: Cannot allocate memory: \d+ bytes, cause 8/,
    rReallocMem: /RangeError: Cannot allocate memory: \d+ bytes, cause 8/,
    // Waits for a promise and throws its error: that is what it is for.
    rAwait: /Error: rejected/,
    // What the function for the recovery throws.
    rFiberBlock: /TypeError: Class constructor Thing cannot be invoked/,
}

/** Spec runtime.md §4.1, and the additions. */
const suspending = [
    'rAwait',
    'rCheckInternet',
    'rConnectSocket',
    'rEnter',
    'rFiberBlock',
    'rListenSocket',
    'rReadSocket',
    'rSendFile',
    'rSignalSync',
    'rSleep',
    'rSpawnThread',
    'rUpgradeTls',
    'rWaitForIO',
    'rWriteSocket',
    'rYieldFiber',
]

t.test('fiber/c.ts: no function throws, whatever the arguments', async t => {
    const directory = mkdtempSync(join(tmpdir(), 'ioto-hostile-'))
    const results = mkdtempSync(join(tmpdir(), 'ioto-hostile-'))
    t.teardown(() => {
        rmSync(directory, { recursive: true })
        rmSync(results, { recursive: true })
    })
    const result = join(results, 'faults.json')
    const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
    const names = Object.keys(skipped).join(',')
    const program = [here('program.js'), here('../../../fiber/c.js'), result, names, suspending.join(','), '40']
    const child = spawn(process.execPath, program, { cwd: directory, stdio: 'ignore' })
    t.strictSame(await once(child, 'close'), [0, null])
    for (const [name, fault] of JSON.parse(readFileSync(result, 'utf8')) as [string, string][]) {
        t.match(fault, permitted[name] ?? /^no exception$/, name)
    }
})
