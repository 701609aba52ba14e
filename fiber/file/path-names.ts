/*
    path-names.ts -- Names of paths, with the directory map: `@config/web.json5`. Source: spec runtime.md §19.2.
*/

const directories = new Map<string, string>()

/** Whether a path begins at the root. */
export function isAbsolute(path: string): boolean {
    return path.startsWith('/') || (process.platform === 'win32' && /^(?:\\|[a-zA-Z]:[\\/])/.test(path))
}

/** Joins two paths with one slash; an absolute or empty second one is taken as it is or left out. Nothing is normalised. */
export function joinPath(base: string, other: string): string {
    if (other === '' || other === '.') {
        return base
    }
    if (isAbsolute(other) || base === '' || base === '.') {
        return other
    }
    return base.endsWith('/') ? base + other : `${base}/${other}`
}

/** Defines what `@name` at the beginning of a path stands for. `path` may begin with another name, expanded now. */
export function addDirectory(name: string, path: string): void {
    directories.set(name, expandPath(path))
}

/**
 * Replaces a leading `@name` by its directory; an unknown name stands for itself without the sign. Not recursive, and `..` is
 * not looked at: not for names that users give.
 */
export function expandPath(path: string): string {
    if (!path.startsWith('@')) {
        return path
    }
    const slash = path.indexOf('/')
    const name = slash < 0 ? path.slice(1) : path.slice(1, slash)
    return joinPath(directories.get(name) ?? name, slash < 0 ? '' : path.slice(slash + 1))
}

/** Forgets all names. */
export function clearDirectories(): void {
    directories.clear()
}

/** The text after the last slash. */
export function baseName(path: string): string {
    return path === '/' ? path : path.slice(path.lastIndexOf('/') + 1)
}

/** Drops trailing slashes, then the last segment. */
export function directoryName(path: string): string {
    let end = path.length
    while (end > 0 && path[end - 1] === '/') {
        end--
    }
    const slash = path.lastIndexOf('/', end - 1)
    return end === 0 || slash < 0 ? '' : path.slice(0, slash)
}

/** The text after the last dot of the whole path; null if there is none. */
export function extensionOf(path: string): string | null {
    const dot = path.lastIndexOf('.')
    return dot < 0 ? null : path.slice(dot + 1)
}
