/*
    walk-dir.ts -- Walks directories: what lies below one and matches a pattern. Source: spec runtime.md §19.4.

    Entries come sorted by name. Symbolic links are reported as files and not followed.
*/

import { type Dirent, readdirSync, statSync } from 'node:fs'
import { isAbsolute, joinPath } from './path-names.js'
import { matchSegments, patternSegments } from './pattern.js'

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

/** What is below `directory` and matches `pattern`. Throws Node's error when a directory cannot be read. */
export function* walkDir(directory: string, pattern: string, options: WalkOptions = {}): Generator<WalkEntry> {
    const parts = patternSegments(pattern)
    const fixed: string[] = []
    while (parts.length > 1 && !/[?*]/.test(parts[0]!)) {
        fixed.push(parts.shift()!)
    }
    const start = isAbsolute(pattern) ? `/${fixed.join('/')}` : joinPath(directory, fixed.join('/'))
    const prefix = isAbsolute(pattern) ? start : fixed.join('/')
    yield* walk(start, options.relative && !isAbsolute(pattern) ? prefix : start, [], parts, options)
}

function* walk(
    directory: string,
    shown: string,
    above: readonly string[],
    pattern: readonly string[],
    options: WalkOptions,
): Generator<WalkEntry> {
    for (const entry of read(directory, options)) {
        const { name } = entry
        if (name.startsWith('.') && !options.hidden) {
            continue
        }
        const path = [...above, name]
        const isDirectory = entry.isDirectory()
        const wanted = isDirectory ? options.directories !== false : options.files !== false
        const found = wanted && matchSegments(path, pattern)
        const at = { path: shown === '' ? name : joinPath(shown, name), isDirectory }
        if (found && !(isDirectory && options.depthFirst)) {
            yield at
        }
        if (isDirectory) {
            yield* walk(joinPath(directory, name), at.path, path, pattern, options)
        }
        if (found && isDirectory && options.depthFirst) {
            yield at
        }
    }
}

function read(directory: string, options: WalkOptions): Dirent[] {
    try {
        const list = readdirSync(directory, { withFileTypes: true })
        return list.sort((a, b) => (a.name < b.name ? -1 : 1))
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
