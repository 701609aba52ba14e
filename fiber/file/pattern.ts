/*
    pattern.ts -- Patterns of paths: `?`, `*` within a segment, `**` for any depth. Source: spec runtime.md §19.3.

    Matching takes at most (length of the path) x (length of the pattern) steps, for the patterns may come from a configuration and
    the paths from anywhere.
*/

const caseless = process.platform === 'darwin' || process.platform === 'win32'

/** Whether a whole path matches a pattern, segment by segment. Repeated and trailing slashes do not count. */
export function matchPath(path: string, pattern: string): boolean {
    return matchSegments(segments(path), patternSegments(pattern))
}

/** The segments of a pattern; `abc**` is `abc*`, `**`, and `**abc` is `**`, `*abc`. */
export function patternSegments(pattern: string): string[] {
    const list: string[] = []
    for (const segment of segments(pattern)) {
        if (segment.length > 2 && segment.startsWith('**')) {
            list.push('**', `*${segment.slice(2)}`)
        } else if (segment.length > 2 && segment.endsWith('**')) {
            list.push(`${segment.slice(0, -2)}*`, '**')
        } else {
            list.push(segment)
        }
    }
    return list
}

/** Whether path segments match pattern segments. `**` at the end stands for one segment or more, elsewhere for any number. */
export function matchSegments(path: readonly string[], pattern: readonly string[]): boolean {
    // reach[p]: the first p segments of the path match the pattern segments looked at so far.
    let reach: boolean[] = [true, ...path.map(() => false)]
    for (const [at, segment] of pattern.entries()) {
        const next: boolean[] = path.map(() => false)
        next.push(false)
        if (segment === '**') {
            const last = at === pattern.length - 1
            let open = false
            for (let p = 0; p <= path.length; p++) {
                next[p] = last ? open : open || reach[p]!
                open ||= reach[p]!
            }
        } else {
            for (let p = 0; p < path.length; p++) {
                next[p + 1] = reach[p]! && matchSegment(path[p]!, segment)
            }
        }
        reach = next
    }
    return reach[path.length]!
}

/** Whether one segment matches a pattern of `?` and `*`. */
export function matchSegment(text: string, pattern: string): boolean {
    const [name, wanted] = caseless ? [text.toLowerCase(), pattern.toLowerCase()] : [text, pattern]
    let t = 0
    let p = 0
    // Where to go on after a mismatch: the latest star, and how much of the text it has taken.
    let star = -1
    let taken = 0
    while (t < name.length) {
        if (p < wanted.length && wanted[p] === '*') {
            star = p++
            taken = t
        } else if (p < wanted.length && (wanted[p] === '?' || wanted[p] === name[t])) {
            p++
            t++
        } else if (star >= 0) {
            p = star + 1
            t = ++taken
        } else {
            return false
        }
    }
    while (wanted[p] === '*') {
        p++
    }
    return p === wanted.length
}

function segments(path: string): string[] {
    return path.split('/').filter(segment => segment !== '')
}
