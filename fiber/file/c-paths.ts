/*
    c-paths.ts -- Path names, patterns and walks of C code. Source: spec runtime.md §19.2 to §19.4.
*/

import { RList } from '../collection/index.js'
import {
    isNull,
    type Nullable,
    type Pointer,
    R_ERR_BAD_ARGS,
    R_ERR_CANT_OPEN,
    type Ref,
    setOsError,
} from '../compat/index.js'
import { addDirectory, baseName, directoryName, expandPath, extensionOf, isAbsolute, joinPath } from './path-names.js'
import { matchPath } from './pattern.js'
import { type WalkOptions, walkDir } from './walk-dir.js'

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
    return isNull(path) ? null : expandPath(path)
}

/** Defines what `@name` stands for. */
export function rAddDirectory(name: Pointer<string>, path: Pointer<string>): void {
    if (!isNull(name) && !isNull(path)) {
        addDirectory(name, path)
    }
}

/** Joins two paths. */
export function rJoinFile(base: Pointer<string>, other: Pointer<string>): string {
    return joinPath(base || '', other || '')
}

/** Joins two paths into `buf`; null if the result has `size` bytes or more. A base `.` is kept. */
export function rJoinFileBuf(
    buf: Ref<string>,
    size: number,
    base: Pointer<string>,
    other: Pointer<string>,
): Nullable<string> {
    const path = base === '.' && other && other !== '.' && !isAbsolute(other) ? `./${other}` : rJoinFile(base, other)
    if (Buffer.byteLength(path) >= size) {
        return null
    }
    buf.value = path
    return path
}

/** Whether a path begins at the root. */
export function rIsFileAbs(path: Pointer<string>): boolean {
    return !isNull(path) && isAbsolute(path)
}

/** The text after the last slash; empty for NULL. */
export function rBasename(path: Pointer<string>): string {
    return isNull(path) ? '' : baseName(path)
}

/** The path without its last segment; null for NULL. */
export function rDirname(path: Pointer<string>): Nullable<string> {
    return isNull(path) ? null : directoryName(path)
}

/** The text after the last dot; null if there is none. */
export function rGetFileExt(path: Pointer<string>): Nullable<string> {
    return isNull(path) ? null : extensionOf(path)
}

/** Whether a whole path matches a pattern of `?`, `*` and `**`. */
export function rMatchFile(path: Pointer<string>, pattern: Pointer<string>): boolean {
    return !isNull(path) && !isNull(pattern) && matchPath(path, pattern)
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
    if (!dir || !pattern || !callback) {
        return R_ERR_BAD_ARGS
    }
    let files = 0
    try {
        for (const { path, isDirectory } of walkDir(dir, pattern, optionsOf(flags))) {
            const result = (callback as (arg: unknown, path: string, flags: number) => number)(arg, path, flags)
            if (result < 0) {
                return result
            }
            files += isDirectory ? 0 : 1
        }
    } catch (error) {
        if ((error as NodeJS.ErrnoException).syscall === undefined) {
            // The callback's own failure.
            throw error
        }
        setOsError(error)
        return R_ERR_CANT_OPEN
    }
    return files
}

/** The paths of what is below `dir` and matches; empty on error. */
export function rGetFiles(dir: Pointer<string>, pattern: Pointer<string>, flags: number): RList {
    return rGetFilesEx(null, dir, pattern, flags)
}

/** Adds the paths of what is below `dir` and matches to a list, made when null. */
export function rGetFilesEx(
    list: Nullable<RList>,
    dir: Pointer<string>,
    pattern: Pointer<string>,
    flags: number,
): RList {
    const result = list ?? new RList()
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
