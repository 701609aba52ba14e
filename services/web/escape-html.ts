/*
    escape-html.ts -- Text as it may stand in HTML.
*/

const escapes: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '#': '&#35;',
    '(': '&#40;',
    ')': '&#41;',
    '"': '&quot;',
    "'": '&#39;',
}

/** Replaces what could begin something else than text, in elements and in quoted attributes (spec web.md §17.1). */
export function escapeHtml(text: string): string {
    return text.replace(/[&<>#()"']/g, char => escapes[char]!)
}
