/*
    walk-dir.ts -- Walks directories: what lies below one and matches a pattern. Source: spec runtime.md §19.4.

    Entries come sorted by name. Symbolic links are reported as files and not followed. Directories below which nothing can match
    are not read. The walk itself is `walkSteps`, which asks for the content of a directory and gets it: `walkDir` reads it at
    once, and `walk` for fibers waits for it.
*/

import { type Dirent, readdirSync, statSync } from 'node:fs'
import { isAbsolute, joinPath } from './path-names.js'
import { enter, isMatch, leadsOn, type MatchState, patternSegments, startOf } from './pattern.js'

/** What is wanted of a walk. */
export interface WalkOptions {
    /** Report directories. Default true. */
    readonly directories?: boolean
    /** Report files. Default true. */
    readonly files?: boolean
    /** Enter and report what begins with a dot. Default false. */
    readonly hidden?: boolean
    /** Report a directory after its content. Default: before. */
    readonly depthFirst?: boolean
    /** Report paths relative to the directory. Default: joined with it. */
    readonly relative?: boolean
    /** A directory that is missing or cannot be read is as an empty one. Default: an error. */
    readonly missing?: boolean
}

/** One found entry. */
export interface WalkEntry {
    /** The directory joined with the entry, or relative to it. */
    readonly path: string
    /** Links are not: they are not followed. */
    readonly isDirectory: boolean
}

/** A directory whose content the walk wants next. */
export class ReadDirectory {
    constructor(readonly path: string) {}
}

/** A walk: gives entries, and directories that are to be read; their content is the argument of the next move. */
export type WalkSteps = Generator<WalkEntry | ReadDirectory, void, readonly Dirent[] | undefined>

/** What is below `directory` and matches `pattern`. Throws Node's error when a directory cannot be read. */
export function* walkDir(directory: string, pattern: string, options: WalkOptions = {}): Generator<WalkEntry> {
    const steps = walkSteps(directory, pattern, options)
    for (let step = steps.next(); !step.done; ) {
        const { value } = step
        if (value instanceof ReadDirectory) {
            step = steps.next(read(value.path, options))
        } else {
            yield value
            step = steps.next()
        }
    }
}

/** A directory in which the walk is. */
interface Level {
    /** Where it is, and how it is shown. */
    readonly directory: string
    readonly shown: string
    /** What the path has matched so far. */
    readonly state: MatchState
    /** What is left of its content, last first; null: it has not been read. */
    rest: Dirent[] | null
    /** To be reported when its content was. */
    readonly after: WalkEntry | null
}

/** The steps of a walk. With a list of levels and not by recursion: each entry would pass through all levels above. */
export function* walkSteps(directory: string, pattern: string, options: WalkOptions): WalkSteps {
    const parts = patternSegments(pattern)
    const fixed: string[] = []
    while (parts.length > 1 && !/[?*]/.test(parts[0]!)) {
        fixed.push(parts.shift()!)
    }
    const isAbsolutePattern = isAbsolute(pattern)
    const start = isAbsolutePattern ? `/${fixed.join('/')}` : joinPath(directory, fixed.join('/'))
    const shown = options.relative && !isAbsolutePattern ? fixed.join('/') : start
    const levels: Level[] = [{ directory: start, shown, state: startOf(parts), rest: null, after: null }]
    for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
        level.rest ??= sorted((yield new ReadDirectory(level.directory)) ?? [], options)
        const entry = level.rest.pop()
        if (entry === undefined) {
            levels.pop()
            if (level.after !== null) {
                yield level.after
            }
            continue
        }
        const { name } = entry
        const isDirectory = entry.isDirectory()
        const state = enter(parts, level.state, name)
        const isWanted = isDirectory ? options.directories !== false : options.files !== false
        const found = { path: level.shown === '' ? name : joinPath(level.shown, name), isDirectory }
        const isFound = isWanted && isMatch(parts, state)
        const isLater = isFound && isDirectory && options.depthFirst === true
        if (isFound && !isLater) {
            yield found
        }
        if (isDirectory && (leadsOn(parts, state) || isLater)) {
            levels.push({
                directory: joinPath(level.directory, name),
                shown: found.path,
                state,
                // What cannot match needs no look; the directory is only to be reported in its turn.
                rest: leadsOn(parts, state) ? null : [],
                after: isLater ? found : null,
            })
        }
    }
}

/** Last first, so that the next is at the end. */
function sorted(list: readonly Dirent[], options: WalkOptions): Dirent[] {
    const shown = options.hidden ? [...list] : list.filter(({ name }) => !name.startsWith('.'))
    return shown.sort((a, b) => (a.name < b.name ? 1 : -1))
}

function read(directory: string, options: WalkOptions): Dirent[] {
    try {
        return readdirSync(directory, { withFileTypes: true })
    } catch (error) {
        if (options.missing) {
            return []
        }
        throw error
    }
}

/** Size of a file in bytes; null if there is none. */
export function fileSize(path: string): number | null {
    return statSync(path, { throwIfNoEntry: false })?.size ?? null
}
