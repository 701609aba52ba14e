/*
    parameters.ts -- The parameters of a Content-Type or Content-Disposition header: `form-data; name="a"; filename="b;c.txt"`.

    Whatever can be read in two ways is refused: what stands between the server and its clients may have read the other one.
*/

const QUOTE = '"'
const BACKSLASH = '\\'

/** The parameters behind the first word, names in lower case; null: they are malformed, or one is there twice. */
export function readParameters(header: string): ReadonlyMap<string, string> | null {
    const parameters = new Map<string, string>()
    for (let pos = header.indexOf(';'); pos >= 0 && pos < header.length; ) {
        const start = pos + 1
        const next = endOfName(header, start)
        if (header[next] !== '=') {
            if (header.slice(start, next).trim() !== '') {
                return null
            }
            // Nothing between two semicolons, or behind the last.
            pos = next
            continue
        }
        const name = header.slice(start, next).trim().toLowerCase()
        const value = readValue(header, next + 1)
        if (value === null || name === '' || parameters.has(name)) {
            return null
        }
        parameters.set(name, value.text)
        pos = value.end
    }
    return parameters
}

/** Where the name ends that begins at `start`: at `=`, `;`, or the end. */
function endOfName(header: string, start: number): number {
    let pos = start
    while (pos < header.length && header[pos] !== '=' && header[pos] !== ';') {
        pos++
    }
    return pos
}

/** A value and where it ends: at `;`, or the end. Null: there is something behind a quoted one, or its quote is missing. */
function readValue(header: string, start: number): { text: string; end: number } | null {
    if (header[start] !== QUOTE) {
        const sign = header.indexOf(';', start)
        const end = sign < 0 ? header.length : sign
        return { text: header.slice(start, end).trim(), end }
    }
    let text = ''
    let pos = start + 1
    for (; header[pos] !== QUOTE; pos++) {
        if (pos >= header.length) {
            return null
        }
        // Old browsers send paths of Windows as they are: only what must be escaped is (RFC 7578 §4.2, RFC 9110 §5.6.4).
        const isEscape = header[pos] === BACKSLASH && (header[pos + 1] === QUOTE || header[pos + 1] === BACKSLASH)
        pos += isEscape ? 1 : 0
        text += header[pos]
    }
    const end = endOfBlanks(header, pos + 1)
    return end === header.length || header[end] === ';' ? { text, end } : null
}

function endOfBlanks(header: string, start: number): number {
    let pos = start
    while (header[pos] === ' ' || header[pos] === '\t') {
        pos++
    }
    return pos
}
