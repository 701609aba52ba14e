/*
    pattern.ts -- Patterns of paths: `?`, `*` within a segment, `**` for any depth. Source: spec runtime.md §19.3.

    Matching takes at most (length of the path) x (length of the pattern) steps, for the patterns may come from a configuration and
    the paths from anywhere.
*/

const caseless = process.platform === 'darwin' || process.platform === 'win32'

/** Whether a whole path matches a pattern, segment by segment. Repeated and trailing slashes do not count. */
export function matchPath(path: string, pattern: string): boolean {
    const parts = patternSegments(pattern)
    let state = startOf(parts)
    for (const segment of segments(path)) {
        state = enter(parts, state, segment)
    }
    return isMatch(parts, state)
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

/**
 * How far a pattern has matched the segments of a path so far: the numbers of pattern segments that may be behind us, in rising
 * order. There may be several, since `**` stands for any number of segments. Empty: nothing that begins so can match.
 */
export type MatchState = readonly number[]

/** The state before the first segment. */
export function startOf(pattern: readonly string[]): MatchState {
    return passed(pattern, [0])
}

/** The state one segment of the path further. */
export function enter(pattern: readonly string[], state: MatchState, segment: string): MatchState {
    const next: number[] = []
    for (const at of state) {
        const part = pattern[at]
        if (part === '**') {
            // It takes this segment and perhaps more; at the end of the pattern it is then behind us, too.
            add(next, at)
            if (at === pattern.length - 1) {
                add(next, at + 1)
            }
        } else if (part !== undefined && matchSegment(segment, part)) {
            add(next, at + 1)
        }
    }
    return passed(pattern, next)
}

/** Whether the whole pattern is behind us. */
export function isMatch(pattern: readonly string[], state: MatchState): boolean {
    return state.at(-1) === pattern.length
}

/** Whether anything below the present segment can match. */
export function leadsOn(pattern: readonly string[], state: MatchState): boolean {
    return state.length > 0 && state[0]! < pattern.length
}

/** With the positions behind each `**`, which may stand for no segment at all, unless it ends the pattern. */
function passed(pattern: readonly string[], state: readonly number[]): number[] {
    const all: number[] = []
    for (const first of state) {
        add(all, first)
        for (let at = first; pattern[at] === '**' && at < pattern.length - 1; at++) {
            add(all, at + 1)
        }
    }
    return all
}

/** Adds to a list that rises. */
function add(list: number[], number: number): void {
    const last = list.at(-1)
    if (last === undefined || last < number) {
        list.push(number)
    } else if (!list.includes(number)) {
        list.push(number)
        list.sort((a, b) => a - b)
    }
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
