/*
    lock-file.ts -- A lock between processes: a file that names its owner.

    Node has no locks of the system. The file is made where there is none, which only one can do. It tells the process, when that
    process began, and when the machine did: a number that was given again, or comes from before a restart, is no owner.
*/

import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { FileError, fileError } from './errors.js'

/** Attempts against others who take over the same dead lock. */
const ATTEMPTS = 5

/**
 * Takes the lock that is the file `lock`, and gives what releases it. It is also free when its owner has ended without releasing it.
 * Synchronous. Throws `FILE_LOCKED`, which names the process that has it, or what making the file throws.
 */
export function lockFile(lock: string): () => void {
    const mine = `${process.pid} ${startOf(process.pid)} ${bootId()} ${randomUUID()}\n`
    let owner: string | null = null
    for (let i = 0; i < ATTEMPTS; i++) {
        if (take(lock, mine)) {
            return () => release(lock, mine)
        }
        owner = textOf(lock)
        if (owner !== null && isAlive(owner)) {
            break
        }
        if (owner !== null) {
            evict(lock, owner)
        }
    }
    const who = owner === null ? 'another process' : `process ${owner.split(' ')[0]}`
    throw new FileError('FILE_LOCKED', `Cannot lock ${lock}: ${who} has it`)
}

/** The process that has the lock that is the file `lock`, and lives; null: none. */
export function lockOwner(lock: string): number | null {
    const owner = textOf(lock)
    return owner !== null && isAlive(owner) ? Number.parseInt(owner, 10) : null
}

/** Makes the file with its content at once, by a link, so that nobody sees it empty. */
function take(lock: string, mine: string): boolean {
    const temporary = `${lock}.${randomUUID()}`
    try {
        writeFileSync(temporary, mine, { flag: 'wx', mode: 0o600 })
        linkSync(temporary, lock)
        return true
    } catch (cause) {
        const { code } = cause as NodeJS.ErrnoException
        if (code === 'EEXIST') {
            return false
        }
        if (code === 'EPERM' || code === 'ENOTSUP') {
            // A file system without links, such as FAT.
            return takeWithoutLink(lock, mine)
        }
        throw fileError('lock', lock, cause)
    } finally {
        rmSync(temporary, { force: true })
    }
}

function takeWithoutLink(lock: string, mine: string): boolean {
    try {
        writeFileSync(lock, mine, { flag: 'wx', mode: 0o600 })
        return true
    } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === 'EEXIST') {
            return false
        }
        throw fileError('lock', lock, cause)
    }
}

/** Takes a dead lock away. Whoever took away a live one, which came meanwhile, puts it back. */
function evict(lock: string, owner: string): void {
    const aside = `${lock}.${randomUUID()}`
    try {
        renameSync(lock, aside)
        if (textOf(aside) !== owner) {
            linkSync(aside, lock)
        }
    } catch {
        // Somebody else was faster: the next attempt tells.
    } finally {
        rmSync(aside, { force: true })
    }
}

function release(lock: string, mine: string): void {
    if (textOf(lock) === mine) {
        rmSync(lock, { force: true })
    }
}

function isAlive(owner: string): boolean {
    const [pid = '', start, boot] = owner.trim().split(' ')
    if (!/^\d+$/.test(pid) || (boot !== '-' && bootId() !== '-' && boot !== bootId())) {
        return false
    }
    try {
        process.kill(Number(pid), 0)
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ESRCH') {
            return false
        }
    }
    const now = startOf(Number(pid))
    return now === '-' || start === '-' || now === start
}

/** When a process began, in ticks of the machine; `-` where that cannot be told. */
function startOf(pid: number): string {
    // The name, in parentheses, may have spaces and parentheses itself.
    return textOf(`/proc/${pid}/stat`)?.replace(/^.*\)/s, '').trim().split(' ')[19] ?? '-'
}

function bootId(): string {
    return textOf('/proc/sys/kernel/random/boot_id')?.trim() ?? '-'
}

function textOf(path: string): string | null {
    try {
        return readFileSync(path, 'utf8')
    } catch {
        return null
    }
}
