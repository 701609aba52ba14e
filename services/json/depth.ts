/*
    depth.ts -- How deep texts and values are nested, without parsing and without recursion.
*/

const DOUBLE = 34
const BACKSLASH = 92

/** Whether a strict JSON text has more than `depth` containers within each other. Of other texts the answer means nothing. */
export function isDeeperText(text: string, depth: number): boolean {
    // Each level takes two brackets.
    if (text.length <= 2 * depth) {
        return false
    }
    let level = 0
    for (let i = 0; i < text.length; i++) {
        const c = text.charCodeAt(i)
        if (c === DOUBLE) {
            i++
            for (let s = text.charCodeAt(i); s !== DOUBLE && i < text.length; s = text.charCodeAt(++i)) {
                if (s === BACKSLASH) {
                    i++
                }
            }
        } else if (c > 90) {
            // [ and { differ in one bit, as do ] and }
            const bracket = c & 0xdf
            if (bracket === 91) {
                if (++level > depth) {
                    return true
                }
            } else if (bracket === 93) {
                level--
            }
        }
    }
    return false
}

/** Whether a value has more than `depth` objects and arrays within each other. A cycle counts as deep. */
export function isDeeperValue(value: unknown, depth: number): boolean {
    let level = isContainer(value) ? [value] : []
    for (let i = 0; level.length > 0; i++) {
        if (i === depth) {
            return true
        }
        level = level.flatMap(container => Object.values(container).filter(isContainer))
    }
    return false
}

function isContainer(value: unknown): value is object {
    return typeof value === 'object' && value !== null
}
