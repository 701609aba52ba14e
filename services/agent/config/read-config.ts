/*
    read-config.ts -- Reads one configuration file.

    Without waiting: the files are few and small, they are read when nothing else runs yet, and C code loads them in a call that does not
    suspend.
*/

import { closeSync, constants, openSync, readSync } from 'node:fs'
import { JsonError } from '../../json/index.js'
import { AgentError } from '../errors.js'
import { type Placed, parsePlaced } from './placed-builder.js'
import type { Places } from './places.js'
import { textOf } from './text-of.js'

/** A configuration file is not larger than this, bytes. */
const SIZE = 1024 * 1024

/** What a file holds, and where each value is in it. */
export interface ConfigFile {
    readonly value: Record<string, unknown>
    readonly places: Places
}

/**
 * Reads a file that holds an object, in Ioto's relaxed grammar; an empty file is an empty object; null: there is no such file. Throws an
 * `AgentError` that names the file, and what in it is wrong by line and column. `root`: the property under which it is loaded.
 */
export function readConfig(path: string, root = ''): ConfigFile | null {
    const bytes = readBytes(path)
    if (bytes === null) {
        return null
    }
    if (bytes.length > SIZE) {
        throw syntax(`${path}: it is larger than ${SIZE} bytes`)
    }
    const { value, places } = parsed(bytes, path, root)
    if (value === undefined) {
        return { value: {}, places }
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        throw syntax(`${path}:1:1: found ${textOf(value)}, wanted an object`)
    }
    return { value: value as Record<string, unknown>, places }
}

function parsed(bytes: Buffer, path: string, root: string): Placed {
    try {
        return parsePlaced(decoded(bytes), path, root)
    } catch (error) {
        if (error instanceof JsonError) {
            const place = error.line === 0 ? '' : `:${error.line}:${error.column}`
            throw syntax(`${path}${place}: ${error.reason}`, error)
        }
        throw syntax(`${path}: it is not UTF-8`, error)
    }
}

function decoded(bytes: Buffer): string {
    // A byte order mark is left to the parser.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
}

/** The content of a file, no more than one byte above the limit; null: there is none. */
function readBytes(path: string): Buffer | null {
    let file: number | null = null
    try {
        // A pipe without a writer must not hold the agent up.
        file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
        const pieces: Buffer[] = []
        for (let length = 0; length <= SIZE; ) {
            const piece = Buffer.alloc(64 * 1024)
            const count = readSync(file, piece, 0, piece.length, null)
            if (count === 0) {
                break
            }
            pieces.push(piece.subarray(0, count))
            length += count
        }
        return Buffer.concat(pieces)
    } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException
        if (code === 'ENOENT' || code === 'ENOTDIR') {
            return null
        }
        // Node's text without its repetition of the path.
        const [words] = message.split(', ')
        throw new AgentError('AGENT_CONFIG_MISSING', `Cannot read configuration ${path}: ${words}`, { cause: error })
    } finally {
        if (file !== null) {
            closeSync(file)
        }
    }
}

function syntax(what: string, cause?: unknown): AgentError {
    return new AgentError('AGENT_CONFIG_SYNTAX', `Cannot parse configuration ${what}`, { cause })
}
