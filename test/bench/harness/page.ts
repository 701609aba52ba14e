/*
    page.ts -- The generated sections of a hand-written Markdown page.

    A section lies between two comments, which stay: `<!-- NAME: generated -->` and `<!-- NAME: end -->`.
*/

/**
 * Puts `text` in place of the section `name` of `page`.
 *
 * @throws RangeError when the page has no such section
 */
export function replaceSection(page: string, name: string, text: string): string {
    const { from, to } = find(page, name)
    return `${page.slice(0, from)}\n${text.trim()}\n${page.slice(to)}`
}

/**
 * The text of the section `name` of `page`, trimmed.
 *
 * @throws RangeError when the page has no such section
 */
export function sectionOf(page: string, name: string): string {
    const { from, to } = find(page, name)
    return page.slice(from, to).trim()
}

function find(page: string, name: string): { from: number; to: number } {
    const begin = `<!-- ${name}: generated -->`
    const start = page.indexOf(begin)
    const to = page.indexOf(`<!-- ${name}: end -->`, start)
    if (start < 0 || to < 0) {
        throw new RangeError(`Cannot find section of page: "${name}", wanted: "${begin}" and its end`)
    }
    return { from: start + begin.length, to }
}
