/*
    handlers.ts -- Where what is thrown at a place goes in that function: to the `catch` or `finally` of each `try` whose block the
    place is in.

    V8 cannot tell whether anybody catches: the runtime does, whatever leaves a fiber. And it loses a step at a `throw` that goes
    through several calls. So the text is asked, up to the place: which blocks are open, and what follows those that began with `try`.
*/

/** What takes over when something is thrown. */
export interface Handler {
    readonly kind: 'catch' | 'finally'
    /** Where its block begins: the offset behind the bracket. */
    readonly begin: number
}

/** What is skipped as one: comments, strings, templates without substitutions, regular expressions behind an operator. */
const skipped =
    /\/\/.*|\/\*[^]*?\*\/|'(?:[^'\\\n]|\\[^])*'|"(?:[^"\\\n]|\\[^])*"|(?<=[=(,:;!&|?{}[+]\s*|\breturn\s+)\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//gy

/** A function is looked at up to this length. */
const MOST = 200_000

/** The handlers around `at`, an offset in the text of a function that begins at `start`; innermost first. */
export function handlersAt(source: string, start: number, at: number): Handler[] {
    const handlers: Handler[] = []
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
                const found = block?.isTry ? following.exec(source.slice(i + 1, i + 200)) : null
                if (found !== null) {
                    handlers.push({
                        kind: found[1] === undefined ? 'catch' : 'finally',
                        begin: i + 1 + found[0].length,
                    })
                }
            }
            if (open.length === 0 && i > at) {
                break
            }
        }
    }
    return handlers
}

/** What follows the block of a `try`. */
const following = /^\s*(?:(finally)|(catch)\s*(?:\([^)]*\))?)\s*\{/

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
