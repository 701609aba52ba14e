/*
    small-disk.ts -- A disk of 256 KB for tests: it is soon full.
*/

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import tap from 'tap'

/** Why there is none where it cannot be mounted. */
export const NO_SMALL_DISK = 'A small file system cannot be mounted here: that takes root'

/** Mounts a small disk until the tests are over, and gives its directory; null: it cannot be mounted. */
export function smallDisk(): string | null {
    const disk = mkdtempSync(join(tmpdir(), 'web-disk-'))
    const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'none', disk]).status === 0
    tap.teardown(() => {
        if (isMounted) {
            spawnSync('umount', [disk])
        }
        rmSync(disk, { recursive: true })
    })
    return isMounted ? disk : null
}
