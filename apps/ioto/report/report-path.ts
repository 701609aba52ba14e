/*
    report-path.ts -- Where the socket of an agent is: in its state directory, which is its owner's alone.
*/

import { join, resolve } from 'node:path'

/** Longest path of a socket that every Unix takes, bytes. */
const LONGEST = 103

/** The path of the socket; null: there is none here, since the path would be too long, or the system has no such sockets. */
export function reportPath(state: string): string | null {
    const path = join(resolve(state), 'ioto.sock')
    return process.platform === 'win32' || Buffer.byteLength(path) > LONGEST ? null : path
}
