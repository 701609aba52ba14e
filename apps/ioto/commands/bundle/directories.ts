/*
    directories.ts -- What is in the directories of an agent: names, sizes, modes, owners, times. Nothing of what the files hold.
*/

import { lstatSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Files that are listed of a directory. */
const MOST = 500

/** A list of the files below each of these directories. */
export function listDirectories(paths: readonly string[]): string {
    return [...new Set(paths.map(path => resolve(path)))].map(path => `${path}\n${listed(path)}`).join('\n')
}

function listed(path: string): string {
    let names: string[]
    try {
        names = readdirSync(path, { recursive: true }).map(String).sort()
    } catch (error) {
        return `    ${(error as Error).message.split(', ')[0]}\n`
    }
    const more = names.length > MOST ? [`    and ${names.length - MOST} more`] : []
    return [...names.slice(0, MOST).map(name => line(path, name)), ...more, ''].join('\n')
}

function line(path: string, name: string): string {
    try {
        const { mode, uid, gid, size, mtime } = lstatSync(join(path, name))
        const columns = [(mode & 0o7777).toString(8).padStart(4, '0'), `${uid}:${gid}`, String(size).padStart(10)]
        return `    ${columns.join(' ')} ${mtime.toISOString()} ${name}`
    } catch (error) {
        return `    ${name}: ${(error as Error).message.split(', ')[0]}`
    }
}
