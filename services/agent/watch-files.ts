/*
    watch-files.ts -- Looks whether configuration files have changed. By their times, every two seconds: that works on each file system, and
    for files that come and go.
*/

import { statSync } from 'node:fs'
import { expandPath, type Fiber, sleep } from '../../fiber/index.js'

const PERIOD = 2000

const names = ['ioto', 'local', 'web', 'device', 'provision', 'schema', 'signatures']

/** Waits until a file of the configuration is another one, and stays the same for a period: who writes it may not be done. */
export function* waitForChange(files: readonly string[]): Fiber<void> {
    const paths = [...new Set([...files, ...names.map(name => expandPath(`@config/${name}.json5`))])]
    const first = paths.map(look).join()
    let last = first
    for (;;) {
        yield* sleep(PERIOD)
        const now = paths.map(look).join()
        if (now !== first && now === last) {
            return
        }
        last = now
    }
}

/** What tells one content of a file from another. */
function look(path: string): string {
    const stats = statSync(path, { throwIfNoEntry: false })
    return stats === undefined ? '-' : `${stats.mtimeMs} ${stats.size} ${stats.ino}`
}
