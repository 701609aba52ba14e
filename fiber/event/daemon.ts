/*
    daemon.ts -- Running in the background, and the file that tells the process. Source: spec runtime.md §2.7.
*/

import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import {
    R_ERR_ALREADY_EXISTS,
    R_ERR_CANT_COMPLETE,
    R_ERR_CANT_OPEN,
    R_ERR_CANT_WRITE,
    report,
    setOsError,
} from '../compat/index.js'

const marker = 'IOTO_DAEMON'
const pidFile = '/var/run/ioto.pid'

/**
 * Goes to the background: starts the same command detached, then ends this process with 0. In the detached process, which is
 * the leader of a session and has no standard streams (log to a file): writes the pid file, whether that works or not, and
 * gives 0. `R_ERR_CANT_COMPLETE` if it cannot be started.
 */
export function rDaemonize(): number {
    if (process.env[marker] === '1') {
        delete process.env[marker]
        rWritePid()
        return 0
    }
    const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
        detached: true,
        stdio: 'ignore',
        env: { ...process.env, [marker]: '1' },
    })
    if (child.pid === undefined) {
        child.on('error', setOsError)
        return R_ERR_CANT_COMPLETE
    }
    child.unref()
    process.exit(0)
}

/**
 * Writes the pid of this process to `/var/run/ioto.pid`, for uid 0 only (`R_ERR_CANT_WRITE`). `R_ERR_ALREADY_EXISTS`, which is
 * logged, if the file names another process that lives, `R_ERR_CANT_OPEN` if it cannot be written.
 */
export function rWritePid(): number {
    if (process.getuid?.() !== 0) {
        return R_ERR_CANT_WRITE
    }
    const other = readPid()
    if (other > 0 && other !== process.pid && lives(other)) {
        report('error', 'runtime', `Cannot write ${pidFile}: process ${other} runs, wanted none`)
        return R_ERR_ALREADY_EXISTS
    }
    try {
        writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 })
        return 0
    } catch (error) {
        setOsError(error)
        return R_ERR_CANT_OPEN
    }
}

function readPid(): number {
    try {
        return Number.parseInt(readFileSync(pidFile, 'utf8'), 10) || 0
    } catch {
        return 0
    }
}

function lives(pid: number): boolean {
    try {
        process.kill(pid, 0)
        return true
    } catch (error) {
        return (error as NodeJS.ErrnoException).code === 'EPERM'
    }
}
