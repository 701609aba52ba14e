/*
    walk.ts -- Walks of directories for fibers: `yield* walk(...)` and `yield* glob('logs', '**' + '/*.log')`.
*/

import { type Dirent, readdir } from 'node:fs'
import type { Blocking, Fiber, Op } from '../core/index.js'
import { FileError } from './errors.js'
import { FileCall } from './file-call.js'
import { ReadDirectory, type WalkEntry, type WalkOptions, walkSteps } from './walk-dir.js'

/** How a list of paths is made. */
export interface GlobOptions extends WalkOptions {
    /** No more paths than this, else `FILE_TOO_MANY`. Default 100,000. */
    readonly limit?: number
}

/**
 * Calls `visit` for what is below `directory` and matches `pattern` (`?`, `*` within a segment, `**` for any depth), sorted by
 * name. It may be a plain or a fiber function; `false` ends the walk. Returns how many entries were visited. Throws a
 * `FileError` when a directory cannot be read.
 */
export function* walk(
    directory: string,
    pattern: string,
    visit: (entry: WalkEntry) => unknown,
    options: WalkOptions = {},
): Fiber<number> {
    const steps = walkSteps(directory, pattern, options)
    let count = 0
    for (let step = steps.next(); !step.done; ) {
        const { value } = step
        if (value instanceof ReadDirectory) {
            step = steps.next(yield* content(value.path, options))
            continue
        }
        count++
        const answer = visit(value)
        if ((isBlocking(answer) ? yield* answer : answer) === false) {
            break
        }
        step = steps.next()
    }
    return count
}

/** The paths of what is below `directory` and matches `pattern`, sorted; options and errors are those of `walk`. */
export function* glob(directory: string, pattern: string, options: GlobOptions = {}): Fiber<string[]> {
    const { limit = 100_000 } = options
    const paths: string[] = []
    yield* walk(
        directory,
        pattern,
        ({ path }) => {
            if (paths.length >= limit) {
                throw new FileError(
                    'FILE_TOO_MANY',
                    `Cannot list ${directory}: more than ${limit} paths match ${pattern}, wanted fewer`,
                )
            }
            paths.push(path)
        },
        options,
    )
    return paths
}

/** The content of a directory. */
export function readDirectory(path: string): Op<Dirent[]> {
    return new FileCall<Dirent[]>('read', path, done => readdir(path, { withFileTypes: true }, done))
}

/** Whether the visitor is a fiber function, or gave an operation. */
function isBlocking(answer: unknown): answer is Blocking<unknown> {
    return typeof (answer as { next?: unknown } | null | undefined)?.next === 'function'
}

function* content(path: string, options: WalkOptions): Fiber<Dirent[]> {
    try {
        return yield* readDirectory(path)
    } catch (error) {
        if (options.missing) {
            return []
        }
        throw error
    }
}
