/*
    json-text.ts -- JSON as the test actions write it: one line, and text that is a primitive without quotes. Source: spec
    web-test-actions.md §3.
*/

/** Numbers as RFC 8259 §6 has them, and the three words. */
const primitive = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/

/** A text as a value: what is a number or one of the three words is written as it is. */
export function valueText(text: string): string {
    return primitive.test(text) ? text : JSON.stringify(text)
}

/** Members of an object, in order, each with a text that is JSON already; null and empty: left out. */
export function objectText(members: Iterable<readonly [name: string, text: string | null]>): string {
    const parts: string[] = []
    for (const [name, text] of members) {
        if (text !== null) {
            parts.push(`${JSON.stringify(name)}:${text}`)
        }
    }
    return `{${parts.join(',')}}`
}
