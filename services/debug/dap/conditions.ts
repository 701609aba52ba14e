/*
    conditions.ts -- What editors say of a breakpoint as one condition for V8: when it counts, how often, and what it writes.
*/

import { DebugError } from '../errors.js'
import { unique } from '../session/index.js'

/** What an editor says of a breakpoint. */
export interface Wanted {
    readonly condition?: string | undefined
    /** `5`: from the fifth time on; `=5`, `<5`, `%5`, ... */
    readonly hitCondition?: string | undefined
    /** Text with `{expressions}`: it is written, and the program goes on. */
    readonly logMessage?: string | undefined
}

const operators: Readonly<Record<string, string>> = { '': '>=', '=': '===', '==': '===', '===': '===', '!=': '!==' }

/** The condition of a breakpoint; undefined: always. Throws `DEBUG_EVALUATE` for a hit count that cannot be read. */
export function conditionOf({ condition, hitCondition, logMessage }: Wanted): string | undefined {
    const parts: string[] = []
    if (condition?.trim()) {
        parts.push(`(${condition}\n)`)
    }
    if (hitCondition?.trim()) {
        parts.push(`__fdbg.due(${unique()}, n => ${comparison(hitCondition.trim())})`)
    }
    if (logMessage) {
        parts.push(`__fdbg.log([${partsOf(logMessage).join(', ')}])`)
    }
    return parts.length === 0 ? undefined : parts.join(' && ')
}

function comparison(text: string): string {
    const found = /^(=|==|===|!=|<|<=|>|>=|%)?\s*(\d{1,9})$/.exec(text)
    if (found === null) {
        throw new DebugError(
            'DEBUG_EVALUATE',
            `Cannot read the hit count ${text}: wanted a number, or <, <=, =, >, >=, % and one`,
        )
    }
    const [, operator = '', count] = found
    return operator === '%' ? `n % ${count} === 0` : `n ${operators[operator] ?? operator} ${count}`
}

/** Texts as strings, expressions as functions. A brace without its partner is text. */
function partsOf(message: string): string[] {
    const parts: string[] = []
    let text = ''
    for (let at = 0; at < message.length; at++) {
        const end = message[at] === '{' ? partner(message, at) : -1
        if (end < 0) {
            text += message[at]
            continue
        }
        parts.push(JSON.stringify(text), `() => (${message.slice(at + 1, end)}\n)`)
        text = ''
        at = end
    }
    return [...parts, JSON.stringify(text)]
}

function partner(message: string, open: number): number {
    let depth = 0
    for (let at = open; at < message.length; at++) {
        depth += message[at] === '{' ? 1 : message[at] === '}' ? -1 : 0
        if (depth === 0) {
            return at
        }
    }
    return -1
}
