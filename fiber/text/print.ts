/*
    print.ts -- Formatted output to streams. Source: spec runtime.md §13.
*/

import { type Pointer, R_ERR_BAD_HANDLE, R_ERR_CANT_WRITE } from '../compat/index.js'
import { byteLength, count } from './bytes.js'
import { format } from './format.js'

/** What stands for a C `FILE*`: a stream of Node, such as `process.stderr`. */
export interface TextStream {
    /** Takes text; never waits. */
    write(text: string): unknown
    /** False when it takes no more. */
    readonly writable?: boolean
}

function put(stream: TextStream, text: string): number {
    // A stream that was ended answers a write with an error event, which would end the process.
    if (stream.writable === false) {
        return R_ERR_CANT_WRITE
    }
    try {
        stream.write(text)
    } catch {
        return R_ERR_CANT_WRITE
    }
    return byteLength(text)
}

/**
 * Formats to the standard output.
 *
 * @returns bytes written, or R_ERR_CANT_WRITE
 *
 * Source: spec runtime.md §13
 */
export function rPrintf(fmt: Pointer<string>, ...args: unknown[]): number {
    return put(process.stdout, format(fmt, args))
}

/**
 * Formats to a stream.
 *
 * @returns bytes written; R_ERR_BAD_HANDLE if there is no stream, R_ERR_CANT_WRITE if it takes no more
 *
 * Source: spec runtime.md §13
 */
export function rFprintf(fp: Pointer<TextStream>, fmt: Pointer<string>, ...args: unknown[]): number {
    return typeof fp === 'object' && typeof fp?.write === 'function' ? put(fp, format(fmt, args)) : R_ERR_BAD_HANDLE
}

/**
 * Formats a line to the standard output.
 *
 * Source: spec runtime.md §13
 */
export function print(fmt: Pointer<string>, ...args: unknown[]): void {
    put(process.stdout, `${format(fmt, args)}\n`)
}

/**
 * Writes `msg` and then bytes in hexadecimal as one line to the standard output.
 *
 * @param block bytes, or text, which is encoded as UTF-8; NULL for none
 * @param len how many of them, at most
 *
 * Source: spec runtime.md §13
 */
export function dump(msg: Pointer<string>, block: Pointer<Uint8Array | string>, len: number): void {
    const isBlock = typeof block === 'string' || block instanceof Uint8Array
    const bytes = Buffer.from(isBlock ? block : '').subarray(0, count(len))
    let line = `${typeof msg === 'string' ? msg : ''} `
    for (const byte of bytes) {
        line += `${byte.toString(16).toUpperCase().padStart(2, '0')} `
    }
    put(process.stdout, `${line}\n`)
}
