/*
    media-type.ts -- The type in a Content-Type header.
*/

/** The media type in lower case, without its parameters (spec web.md §30, D16): `Text/Plain; charset=utf-8` gives `text/plain`. */
export function mediaTypeOf(contentType: string): string {
    const end = contentType.indexOf(';')
    return (end < 0 ? contentType : contentType.slice(0, end)).trim().toLowerCase()
}
