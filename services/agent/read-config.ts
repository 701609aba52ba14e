/*
    read-config.ts -- Reads one configuration file.
*/

import { type Fiber, FileError } from '../../fiber/index.js'
import { JsonError, load, stringify } from '../json/index.js'
import { AgentError } from './errors.js'

/** A configuration file is not larger than this, bytes. */
const size = 1024 * 1024

/**
 * Reads a file that holds an object, in Ioto's relaxed grammar, and gives it; an empty file is an empty object; null: there is no such
 * file. Throws an `AgentError` that names the file, and what in it is wrong by line and column.
 */
export function* readConfig(path: string): Fiber<Record<string, unknown> | null> {
    let value: unknown
    try {
        value = yield* load(path, { size })
    } catch (error) {
        if (error instanceof FileError && error.code === 'FILE_NOT_FOUND') {
            return null
        }
        throw configError(path, error as Error)
    }
    if (value === undefined) {
        return {}
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        throw syntax(`${path}:1:1: found ${textOf(value)}, wanted an object`)
    }
    return value as Record<string, unknown>
}

/** A value of a configuration for people. */
export function textOf(value: unknown): string {
    const text = stringify(value, { format: 'json5' }) || String(value)
    return text.length > 80 ? `${text.slice(0, 80)}...` : text
}

function configError(path: string, error: Error): AgentError {
    if (error instanceof JsonError) {
        const place = error.line === 0 ? '' : `:${error.line}:${error.column}`
        return syntax(`${path}${place}: ${error.reason}`, error)
    }
    if (error instanceof FileError && error.code === 'FILE_TOO_LARGE') {
        return syntax(`${path}: it is larger than ${size} bytes`, error)
    }
    // Node's text without its repetition of the path.
    const [words] = (error.cause instanceof Error ? error.cause : error).message.split(', ')
    return new AgentError('AGENT_CONFIG_MISSING', `Cannot read configuration ${path}: ${words}`, { cause: error })
}

function syntax(what: string, cause?: unknown): AgentError {
    return new AgentError('AGENT_CONFIG_SYNTAX', `Cannot parse configuration ${what}`, { cause })
}
