/*
    extension.ts -- The extension of a path.
*/

const DOT = 46
const SLASH = 47

/** The text from the last dot of a decoded path, if it is in the last segment and not its end; null: none (spec web.md §9.4). */
export function extensionOf(path: string): string | null {
    for (let pos = path.length - 1; pos >= 0; pos--) {
        const char = path.charCodeAt(pos)
        if (char === DOT) {
            return pos === path.length - 1 ? null : path.slice(pos)
        }
        if (char === SLASH) {
            return null
        }
    }
    return null
}
