/*
    position.ts -- Lines and columns. They are found when somebody asks, so that the parser need not count.
*/

const LF = 10
const CR = 13

/** Lines of ascending offsets: each part of the text is looked at once. */
export class LineCounter {
    /** Offset at which the line begins that was given last. */
    start = 0

    readonly #text: string
    #line = 1
    #next = 0

    constructor(text: string) {
        this.#text = text
    }

    /** The line from 1 in which `offset` is. Not less than an offset that was asked for before. Lines end in LF, CR LF or CR. */
    lineAt(offset: number): number {
        const text = this.#text
        let i = this.#next
        for (; i < offset; i++) {
            const c = text.charCodeAt(i)
            if (c === LF || (c === CR && text.charCodeAt(i + 1) !== LF)) {
                this.#line++
                this.start = i + 1
            }
        }
        this.#next = i
        return this.#line
    }
}

/** Line and column, both from 1, of an offset. The column counts code points. */
export function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
    const counter = new LineCounter(text)
    const line = counter.lineAt(offset)
    let column = 1
    for (let i = counter.start; i < offset; column++) {
        i += text.codePointAt(i)! > 0xffff ? 2 : 1
    }
    return { line, column }
}
