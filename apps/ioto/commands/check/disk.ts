/*
    disk.ts -- Directories and rights, space, what a sync costs; the clock.
*/

import {
    accessSync,
    closeSync,
    constants,
    existsSync,
    fsyncSync,
    openSync,
    rmSync,
    statfsSync,
    statSync,
    writeSync,
} from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { clockProblem, wallTime } from '../../../../fiber/index.js'
import { about, type Finding } from './finding.js'

const MB = 1024 * 1024
/** Bytes of space that are too few for a database and its journal. */
const LEAST_SPACE = 5 * MB
const LITTLE_SPACE = 50 * MB
/** Milliseconds of a sync that make each write slow. */
const SLOW_SYNC = 200

/** The nearest directory that is there: others are made when they are needed. */
function nearest(path: string): string {
    let found = resolve(path)
    while (!isDirectory(found) && dirname(found) !== found) {
        found = dirname(found)
    }
    return found
}

function isDirectory(path: string): boolean {
    try {
        return statSync(path).isDirectory()
    } catch {
        return false
    }
}

/** Whether something that is no directory stands where one is to be made. */
function isBlocked(path: string, place: string): boolean {
    const [next = ''] = relative(place, path).split(sep)
    return next !== '' && existsSync(join(place, next))
}

/** Whether a directory, or the one in which it would be made, can be written. */
export function checkDirectory(name: string, path: string): Finding {
    const { pass, fail } = about(name)
    const place = nearest(path)
    const shown = resolve(path)
    if (isBlocked(shown, place)) {
        return fail(`${shown}: there is a file in its place in ${place}: remove it, or name another directory`)
    }
    try {
        accessSync(place, constants.R_OK | constants.W_OK | constants.X_OK)
        return pass(place === shown ? shown : `${shown} will be made in ${place}`)
    } catch (error) {
        return fail(
            `${shown}: ${(error as Error).message.split(', ')[0]} at ${place}: change its owner or mode, or name another one`,
        )
    }
}

/** Space on the disk. */
export function checkDisk(path: string): Finding {
    const { pass, warn, fail } = about('disk space')
    const { bavail, bsize } = statfsSync(nearest(path))
    const free = bavail * bsize
    const text = `${Math.floor(free / MB)} MB free`
    if (free < LEAST_SPACE) {
        return fail(`${text}: free some, or writes of the database will fail`)
    }
    return free < LITTLE_SPACE ? warn(`${text}: soon too few`) : pass(text)
}

/** How long a write takes until it is on the disk. */
export function checkSync(path: string): Finding {
    const { pass, warn, fail } = about('disk sync')
    const file = join(nearest(path), `.ioto-check-${process.pid}`)
    try {
        const begin = performance.now()
        const fd = openSync(file, 'wx', 0o600)
        try {
            writeSync(fd, 'ioto check\n')
            fsyncSync(fd)
        } finally {
            closeSync(fd)
        }
        const ms = performance.now() - begin
        const text = `${ms.toFixed(1)} ms for a write`
        return ms > SLOW_SYNC
            ? warn(`${text}: consider a longer durability of models that are written often`)
            : pass(text)
    } catch (error) {
        return fail(`${(error as Error).message.split(', ')[0]}: a file cannot be written and synced`)
    } finally {
        rmSync(file, { force: true })
    }
}

/** The time of the machine. */
export function checkClock(): Finding {
    const { pass, fail } = about('clock')
    const time = wallTime()
    const problem = clockProblem(time)
    return problem === null ? pass(new Date(time).toISOString()) : fail(problem)
}
