/*
    route.ts -- The oracle of step tests: which statements a worker of fixtures/walk.ts reaches, in which order and how deep. It
    runs a copy of the program's text without fibers, in which each statement first says that it is there.
*/

import { readFileSync } from 'node:fs'

/** A statement that is reached. */
export interface Place {
    readonly functionName: string
    /** From 1. */
    readonly line: number
    readonly depth: number
}

/** The program, its lines and the route of each of its workers. */
export class Route {
    readonly places: readonly Place[]
    #own: ReadonlySet<number> = new Set()
    readonly #statements = new Set<number>()

    constructor(file: URL, rounds: number) {
        const lines = readFileSync(file, 'utf8').split('\n')
        const first = lines.indexOf('//#begin')
        const last = lines.indexOf('//#end')
        let name = ''
        const copy = lines.slice(first, last).map((text, i) => {
            const line = first + i + 1
            const header = /^function\*? (\w+)/.exec(text)
            if (header !== null) {
                name = header[1]!
                return `${text} __depth++; try {`
            }
            if (text === '}') {
                return '} finally { __depth-- } }'
            }
            if (!/^\s/.test(text) || /^\s*(?:\}|for|try|catch|finally)/.test(text)) {
                return text
            }
            this.#statements.add(line)
            return `__at('${name}', ${line}, __depth); ${text}`
        })
        const places: Place[] = []
        const at = (functionName: string, line: number, depth: number) => places.push({ functionName, line, depth })
        const nothing = function* () {}
        const program = `let __depth = 0\n${copy.join('\n')}\nfor (const _ of worker(1, ${rounds})) {}`
        new Function('__at', 'sleep', 'yieldNow', 'deadline', program)(
            at,
            nothing,
            nothing,
            (_: number, f: unknown) => f,
        )
        this.places = places
    }

    /** Which lines have a place of their own to stop at: V8 has none behind `let m = 0`, for instance. */
    own(lines: ReadonlySet<number>): void {
        this.#own = lines
    }

    /** Whether V8 may go past a place. */
    isOptional(at: number): boolean {
        return !this.#own.has(this.places[at]!.line)
    }

    /** Whether a line has a statement that the route knows; else it is a brace or the head of a loop, where V8 may stop too. */
    has(line: number): boolean {
        return this.#statements.has(line)
    }

    /** The next place behind `from` that is no deeper than `depth`. */
    next(from: number, depth: number): number {
        for (let i = from + 1; i < this.places.length; i++) {
            if (this.places[i]!.depth <= depth) {
                return i
            }
        }
        throw new Error('The route has ended: more rounds are wanted')
    }
}
