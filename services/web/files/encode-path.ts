/*
    encode-path.ts -- A decoded path as it stands in a URL.
*/

/** Percent-encodes a decoded path, so that it is read back as the same path. */
export function encodePath(path: string): string {
    return encodeURI(path).replace(/[?#+]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}
