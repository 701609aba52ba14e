/*
    tree.ts -- Reads the files of a tree for the checks.
*/

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/** Texts of files by their path from the root, with forward slashes. */
export type Texts = ReadonlyMap<string, string>

/**
 * Read the files below some folders of the root, in the order of their paths. What packages have installed there is left out.
 *
 * @param folders those that do not exist are left out
 * @param pattern what the path from the root must match
 */
export function readTree(root: string, folders: readonly string[], pattern: RegExp): Texts {
    const paths = folders
        .filter(folder => existsSync(join(root, folder)))
        .flatMap(folder => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
        .filter(entry => entry.isFile())
        .map(entry => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
        .filter(path => pattern.test(path) && !path.includes('node_modules/'))
        .toSorted()
    return new Map(paths.map(path => [path, readFileSync(join(root, path), 'utf8')]))
}
