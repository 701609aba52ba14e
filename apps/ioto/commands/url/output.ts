/*
    output.ts -- What `ioto url` writes to standard output.
*/

import type { Fiber } from '../../../../fiber/index.js'
import {
    URL_SHOW_NONE,
    URL_SHOW_REQ_BODY,
    URL_SHOW_REQ_HEADERS,
    URL_SHOW_RESP_HEADERS,
} from '../../../../services/url/index.js'
import { writeOutput } from '../../standard-output.js'

/** Flags for the letters `HBh`; without any, nothing is shown. */
export function showFlagsOf(letters: string): number {
    const flag = (letter: string, bit: number): number => (letters.includes(letter) ? bit : 0)
    return (
        flag('H', URL_SHOW_REQ_HEADERS) | flag('B', URL_SHOW_REQ_BODY) | flag('h', URL_SHOW_RESP_HEADERS) ||
        URL_SHOW_NONE
    )
}

/** Writes a piece of a body, no faster than it is taken. */
export function* writeBody(piece: Buffer, printable: boolean): Fiber<void> {
    const binary = printable && piece.some(byte => byte > 126 || (byte < 32 && ![9, 10, 13].includes(byte)))
    const text = binary ? Array.from(piece, byte => `${byte.toString(16).padStart(2, '0')} `).join('') : piece
    yield* writeOutput(text)
}

/** Writes a line of the progress of a benchmark. */
export function writeProgress(count: number, method: string, status: number, bytes: number, url: string): void {
    if (count % 500_000 === 0) {
        console.log('Fiber         Count  Op  Status   Bytes  Url')
    }
    const columns = [
        String(count).padStart(7),
        method.padStart(4),
        String(status).padStart(6),
        String(bytes).padStart(7),
    ]
    console.log(`${'-'.padStart(12)} ${columns.join(' ')}  ${url.replace(/^https?:\/\//, '')}`)
}
