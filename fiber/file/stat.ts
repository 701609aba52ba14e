/*
    stat.ts -- What the system knows of a path.
*/

import { realpath, type Stats, stat } from 'node:fs'
import type { Op } from '../core/index.js'
import { FileCall } from './file-call.js'

/** Waits for size, times and kind of what `path` names, links followed. */
export function statFile(path: string): Op<Stats> {
    return new FileCall<Stats>('stat', path, done => stat(path, done))
}

/** Waits for the absolute path without links of what `path` names. */
export function realPath(path: string): Op<string> {
    return new FileCall<string>('resolve', path, done => realpath.native(path, done))
}
