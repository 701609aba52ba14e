/*
    caught.ts -- Whether what is thrown at a place will be caught in that function: is the place in the block of a `try` that has a `catch`?

    V8 cannot tell: the runtime catches whatever leaves a fiber. So the text is asked, up to the place: which blocks are open, and what
    follows those that began with `try`.
*/

/** What is skipped as one: comments, strings, templates without substitutions, regular expressions behind an operator. */
const skipped =
    /\/\/.*|\/\*[^]*?\*\/|'(?:[^'\\\n]|\\[^])*'|"(?:[^"\\\n]|\\[^])*"|(?<=[=(,:;!&|?{}[+]\s*|\breturn\s+)\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//gy

/** A function is looked at up to this length. */
const MOST = 200_000

/** Whether `at`, an offset in the text of a function that begins at `start`, is in a `try` block with a `catch`. */
export function isCaught(source: string, start: number, at: number): boolean {
    const open: { readonly isTry: boolean }[] = []
    /** Blocks that were open at the place, and have not ended since. */
    let around: number | null = null
    const end = Math.min(source.length, start + MOST)
    for (let i = start; i < end; i++) {
        if (around === null && i >= at) {
            around = open.length
        }
        skipped.lastIndex = i
        const match = skipped.exec(source)
        if (match !== null) {
            i += match[0].length - 1
            continue
        }
        const char = source[i]
        if (char === '`') {
            i = templateEnd(source, i)
        } else if (char === '{') {
            open.push({ isTry: /\btry\s*$/.test(source.slice(Math.max(start, i - 20), i)) })
        } else if (char === '}') {
            const block = open.pop()
            if (around !== null && open.length < around) {
                around = open.length
                if (block?.isTry && /^\s*catch\b/.test(source.slice(i + 1, i + 200))) {
                    return true
                }
            }
            if (open.length === 0 && i > at) {
                return false
            }
        }
    }
    return false
}

/** Where a template ends. What is in its substitutions opens no blocks that matter. */
function templateEnd(source: string, begin: number): number {
    for (let i = begin + 1; i < source.length; i++) {
        if (source[i] === '\\') {
            i++
        } else if (source[i] === '`') {
            return i
        } else if (source[i] === '$' && source[i + 1] === '{') {
            let depth = 1
            for (i += 2; i < source.length && depth > 0; i++) {
                if (source[i] === '`') {
                    i = templateEnd(source, i)
                } else {
                    depth += source[i] === '{' ? 1 : source[i] === '}' ? -1 : 0
                }
            }
            i--
        }
    }
    return source.length
}
