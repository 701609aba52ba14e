/*
    state-directory.ts -- The state directory: made at the first start, and used by one agent at a time.
*/

import { mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { expandPath, FileError, lockFile } from '../../fiber/index.js'
import { AgentError } from './errors.js'

/** Directories that others may not look into: keys, passwords and data are there. */
const MODE = 0o700

/** Makes the state directory, and takes its lock; gives what releases it. Throws `AGENT_STATE`, `AGENT_IN_USE`. */
export function openState(): () => void {
    const directory = resolve(expandPath('@state'))
    try {
        makeAll(directory)
        return lockFile(resolve(directory, 'ioto.lock'))
    } catch (cause) {
        if (cause instanceof FileError && cause.code === 'FILE_LOCKED') {
            const who = cause.message.replace(/^.*: | has it$/g, '')
            throw new AgentError(
                'AGENT_IN_USE',
                `Cannot use the state directory ${directory}: ${who} runs an agent with it, wanted another one (--state)`,
                { cause },
            )
        }
        throw new AgentError('AGENT_STATE', `Cannot use the state directory ${directory}: ${reasonOf(cause)}`, {
            cause,
        })
    }
}

/** Makes a directory that the configuration names. Throws `AGENT_STATE`. */
export function makeStateDirectory(path: string): void {
    try {
        makeAll(resolve(path))
    } catch (cause) {
        throw new AgentError('AGENT_STATE', `Cannot make the directory ${path}: ${reasonOf(cause)}`, { cause })
    }
}

/** With those that it is in. Not by `recursive` of Node, which never ends where a directory that is there has none made in it (/proc). */
function makeAll(path: string): void {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
        return
    }
    if (dirname(path) !== path) {
        makeAll(dirname(path))
    }
    try {
        mkdirSync(path, { mode: MODE })
    } catch (error) {
        // Another process may have been quicker
        if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
            throw error
        }
    }
}

function reasonOf(cause: unknown): string {
    const error = cause instanceof FileError && cause.cause instanceof Error ? cause.cause : (cause as Error)
    const { code } = error as NodeJS.ErrnoException
    const meant = code === 'EACCES' || code === 'EPERM' || code === 'EROFS' ? ', wanted the right to write there' : ''
    return `${error.message.split(', ')[0]}${code === 'ENOSPC' ? ', wanted space on the disk' : meant}`
}
