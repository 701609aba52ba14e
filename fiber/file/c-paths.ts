/*
    c-paths.ts -- Path names, patterns and walks of C code. Source: spec runtime.md §19.2 to §19.4.
*/

import { RList } from '../collection/index.js'
import {
    flagsOf,
    type Nullable,
    numberOf,
    type Pointer,
    placeOf,
    R_ERR_BAD_ARGS,
    R_ERR_CANT_OPEN,
    type Ref,
    setOsError,
    stringOf,
} from '../compat/index.js'
import { addDirectory, baseName, directoryName, expandPath, extensionOf, isAbsolute, joinPath } from './path-names.js'
import { matchPath } from './pattern.js'
import { type WalkEntry, type WalkOptions, walkDir } from './walk-dir.js'

/** Report a directory after its content. */
export const R_WALK_DEPTH_FIRST = 0x1
/** Include names that begin with a dot. */
export const R_WALK_HIDDEN = 0x2
/** Report directories. */
export const R_WALK_DIRS = 0x4
/** Report files; neither: both. */
export const R_WALK_FILES = 0x8
/** Paths relative to the directory. */
export const R_WALK_RELATIVE = 0x10
/** A directory that is missing is no error. */
export const R_WALK_MISSING = 0x20

/** Gets each entry; a result below 0 ends the walk. */
export type RWalkDirProc = (arg: never, path: string, flags: number) => number

/** Expands a leading `@name`; null for null. */
export function rGetFilePath(path: Pointer<string>): Nullable<string> {
    return typeof path === 'string' ? expandPath(path) : null
}

/** Defines what `@name` stands for. */
export function rAddDirectory(name: Pointer<string>, path: Pointer<string>): void {
    if (typeof name === 'string' && typeof path === 'string') {
        addDirectory(name, path)
    }
}

/** Joins two paths. */
export function rJoinFile(base: Pointer<string>, other: Pointer<string>): string {
    return joinPath(stringOf(base) ?? '', stringOf(other) ?? '')
}

/** Joins two paths into `buf`; null if the result has `size` bytes or more. A base `.` is kept. */
export function rJoinFileBuf(
    buf: Pointer<Ref<string>>,
    size: number,
    base: Pointer<string>,
    other: Pointer<string>,
): Nullable<string> {
    const place = placeOf(buf)
    const path = joinKeeping(stringOf(base) ?? '', stringOf(other) ?? '')
    // Also when the size is no number.
    if (place === null || !(Buffer.byteLength(path) < numberOf(size))) {
        return null
    }
    place.value = path
    return path
}

function joinKeeping(base: string, other: string): string {
    const isKept = base === '.' && other !== '' && other !== '.' && !isAbsolute(other)
    return isKept ? `./${other}` : joinPath(base, other)
}

/** Whether a path begins at the root. */
export function rIsFileAbs(path: Pointer<string>): boolean {
    return typeof path === 'string' && isAbsolute(path)
}

/** The text after the last slash; empty for NULL. */
export function rBasename(path: Pointer<string>): string {
    return typeof path === 'string' ? baseName(path) : ''
}

/** The path without its last segment; null for NULL. */
export function rDirname(path: Pointer<string>): Nullable<string> {
    return typeof path === 'string' ? directoryName(path) : null
}

/** The text after the last dot; null if there is none. */
export function rGetFileExt(path: Pointer<string>): Nullable<string> {
    return typeof path === 'string' ? extensionOf(path) : null
}

/** Whether a whole path matches a pattern of `?`, `*` and `**`. */
export function rMatchFile(path: Pointer<string>, pattern: Pointer<string>): boolean {
    return typeof path === 'string' && typeof pattern === 'string' && matchPath(path, pattern)
}

/**
 * Calls `callback(arg, path, flags)` for what is below `dir` and matches. The number of files; what a callback gave below 0;
 * `R_ERR_BAD_ARGS` for empty arguments; `R_ERR_CANT_OPEN` if a directory cannot be read.
 */
export function rWalkDir(
    dir: Pointer<string>,
    pattern: Pointer<string>,
    callback: Pointer<RWalkDirProc>,
    arg: unknown,
    flags: number,
): number {
    if (!stringOf(dir) || !stringOf(pattern) || typeof callback !== 'function') {
        return R_ERR_BAD_ARGS
    }
    const call = callback as (arg: unknown, path: string, flags: number) => number
    const walk = walkDir(dir as string, pattern as string, optionsOf(flagsOf(flags)))
    let files = 0
    for (;;) {
        let next: IteratorResult<WalkEntry>
        try {
            next = walk.next()
        } catch (error) {
            setOsError(error)
            return R_ERR_CANT_OPEN
        }
        if (next.done) {
            return files
        }
        const { path, isDirectory } = next.value
        const result = call(arg, path, flags)
        if (numberOf(result) < 0) {
            return result
        }
        files += isDirectory ? 0 : 1
    }
}

/** The paths of what is below `dir` and matches; empty on error. */
export function rGetFiles(dir: Pointer<string>, pattern: Pointer<string>, flags: number): RList {
    return rGetFilesEx(null, dir, pattern, flags)
}

/** Adds the paths of what is below `dir` and matches to a list, made when null. */
export function rGetFilesEx(
    list: Pointer<RList>,
    dir: Pointer<string>,
    pattern: Pointer<string>,
    flags: number,
): RList {
    const result = list instanceof RList ? list : new RList()
    rWalkDir(
        dir,
        pattern,
        (_arg, path) => {
            result.add(path)
            return 0
        },
        null,
        flags,
    )
    return result
}

function optionsOf(flags: number): WalkOptions {
    const both = (flags & (R_WALK_DIRS | R_WALK_FILES)) === 0
    return {
        directories: both || (flags & R_WALK_DIRS) !== 0,
        files: both || (flags & R_WALK_FILES) !== 0,
        hidden: (flags & R_WALK_HIDDEN) !== 0,
        depthFirst: (flags & R_WALK_DEPTH_FIRST) !== 0,
        relative: (flags & R_WALK_RELATIVE) !== 0,
        missing: (flags & R_WALK_MISSING) !== 0,
    }
}
