/*
    find-function.ts -- Where functions of a name begin in the text of a script. It looks for what declares functions; a text that
    only looks so, as in a comment, has no place to stop at or one that is never reached.
*/

/** Offsets of the brackets before the parameters of functions called `name`, or `Class.name`. */
export function findFunctions(text: string, name: string): number[] {
    const dot = name.lastIndexOf('.')
    if (dot >= 0) {
        return classes(text, name.slice(0, dot)).flatMap(([start, end]) =>
            methods(text.slice(start, end), name.slice(dot + 1)).map(at => start + at),
        )
    }
    const label = escaped(name)
    const found = new Set(methods(text, name))
    for (const pattern of [
        `\\bfunction\\s*\\*?\\s*${label}\\s*(?=\\()`,
        `(?<![\\w$.])${label}\\s*[=:]\\s*(?:async\\s+)?function\\s*\\*?\\s*[\\w$]*\\s*(?=\\()`,
        `(?<![\\w$.])${label}\\s*[=:]\\s*(?:async\\s*)?(?=\\([^()]*\\)\\s*=>)`,
    ]) {
        for (const match of text.matchAll(new RegExp(pattern, 'g'))) {
            found.add(match.index + match[0].length)
        }
    }
    return [...found].sort((a, b) => a - b)
}

/** Of methods, in classes and in objects. */
function methods(text: string, name: string): number[] {
    const pattern = `^[ \\t]+(?:static[ \\t]+)?(?:async[ \\t]+)?(?:[gs]et[ \\t]+)?\\*?[ \\t]*${escaped(name)}(?=\\([^;{}]*\\)\\s*\\{)`
    return [...text.matchAll(new RegExp(pattern, 'gm'))].map(match => match.index + match[0].length)
}

/** Where classes of a name begin, and where the next class does. */
function classes(text: string, name: string): [start: number, end: number][] {
    return [...text.matchAll(new RegExp(`\\bclass\\s+${escaped(name)}\\b`, 'g'))].map(({ index }) => {
        const next = /\n(?:export\s+)?(?:abstract\s+)?class\s/.exec(text.slice(index + 1))
        return [index, next === null ? text.length : index + 1 + next.index]
    })
}

function escaped(text: string): string {
    return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
