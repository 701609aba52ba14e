/*
    read-json5.ts -- Reads one configuration file.
*/

import JSON5 from 'json5'
import { type Fiber, type FileError, openFile } from '../../fiber/index.js'
import { AgentError } from './errors.js'

/** A configuration file is not larger than this, bytes. */
const largest = 1024 * 1024

/**
 * Reads a file that holds an object, and gives it; null: there is no such file. Throws an `AgentError` that names the file,
 * and what in it is wrong by line and column.
 */
export function* readJson5(path: string): Fiber<Record<string, unknown> | null> {
    const bytes = yield* readBytes(path)
    if (bytes === null) {
        return null
    }
    if (bytes.length > largest) {
        throw syntax(`${path}: it is larger than ${largest} bytes`)
    }
    const value = parse(decode(bytes, path), path)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        throw syntax(`${path}:1:1: found ${textOf(value)}, wanted an object`)
    }
    return value as Record<string, unknown>
}

/** A value of a configuration for people: `JSON.stringify` would show `Infinity` as null. */
export function textOf(value: unknown): string {
    const text = JSON5.stringify(value) ?? String(value)
    return text.length > 80 ? `${text.slice(0, 80)}...` : text
}

/** As much of the file as is permitted, and a byte more if there is one; null: there is no such file. */
function* readBytes(path: string): Fiber<Buffer | null> {
    try {
        const file = yield* openFile(path)
        try {
            const buf = Buffer.allocUnsafe(largest + 1)
            let length = 0
            for (let count = -1; count !== 0 && length < buf.length; length += count) {
                count = yield* file.read(buf.subarray(length), length)
            }
            return buf.subarray(0, length)
        } finally {
            file.close()
        }
    } catch (cause) {
        const { code, cause: reason } = cause as FileError
        if (code === 'FILE_NOT_FOUND') {
            return null
        }
        // Node's text without its repetition of the path.
        const [words] = (reason instanceof Error ? reason : (cause as Error)).message.split(', ')
        throw new AgentError('AGENT_CONFIG_MISSING', `Cannot read configuration ${path}: ${words}`, { cause })
    }
}

function decode(bytes: Buffer, path: string): string {
    try {
        return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    } catch (cause) {
        throw syntax(`${path}: it is not UTF-8`, cause)
    }
}

function parse(text: string, path: string): unknown {
    try {
        return JSON5.parse(text)
    } catch (cause) {
        const { message, lineNumber, columnNumber } = cause as Error & { lineNumber: number; columnNumber: number }
        const reason = message.replace(/^JSON5: /, '').replace(/ at \d+:\d+$/, '')
        // Of the end of a line JSON5 says that it is before the first column of the next.
        const before = columnNumber > 0 ? undefined : text.split(/\r\n|[\n\r\u2028\u2029]/)[lineNumber - 2]
        const place = before === undefined ? `${lineNumber}:${columnNumber}` : `${lineNumber - 1}:${before.length + 1}`
        throw syntax(`${path}:${place}: ${reason}`, cause)
    }
}

function syntax(what: string, cause?: unknown): AgentError {
    return new AgentError('AGENT_CONFIG_SYNTAX', `Cannot parse configuration ${what}`, { cause })
}
