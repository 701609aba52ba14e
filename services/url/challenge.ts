/*
    challenge.ts -- parseChallenges: what WWW-Authenticate and Proxy-Authenticate fields ask for (RFC 9110 §11.6.1).

        #challenge      challenge = scheme [ 1*SP ( token68 / #auth-param ) ]

    A comma separates parameters as well as challenges, so a name that is not followed by `=` begins the next challenge.
*/

import { fieldText } from './field-text.js'

/** One challenge. */
export interface Challenge {
    /** In lower case. */
    readonly scheme: string
    /** Names in lower case. */
    readonly params: ReadonlyMap<string, string>
}

/** Longest value of a parameter (spec url.md §2), and most parameters of a field. */
const LONGEST = 8192
const MOST = 100

const WORD = /[ \t,]*([!#$%&'*+.^_`|~\w-]+)/y
const EQUALS = /[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([!#$%&'*+.^_`|~\w-]+))/y
const TOKEN68 = /[ ]+[\w.~+/-]+=*[ \t]*(?=,|$)/y

/** Takes fields apart. What is none ends the reading of its field; a value that is too long drops its challenge. */
export function parseChallenges(fields: readonly string[]): Challenge[] {
    return fields.flatMap(field => (field.length > 65536 ? [] : parseField(fieldText(field))))
}

function parseField(field: string): Challenge[] {
    const found: { scheme: string; params: Map<string, string>; good: boolean }[] = []
    let at = 0
    for (let count = 0; count < MOST; count++) {
        const word = sticky(WORD, field, at)
        if (word === null) {
            break
        }
        const name = word[1]!.toLowerCase()
        const value = sticky(EQUALS, field, at + word[0].length)
        const current = found.at(-1)
        if (value !== null && current !== undefined) {
            at += word[0].length + value[0].length
            const text = value[1] === undefined ? value[2]! : value[1].replace(/\\(.)/g, '$1')
            current.good &&= text.length <= LONGEST
            if (!current.params.has(name)) {
                current.params.set(name, text)
            }
        } else {
            at += word[0].length
            found.push({ scheme: name, params: new Map(), good: true })
            // Negotiate and its like have one value without a name
            at += sticky(TOKEN68, field, at)?.[0].length ?? 0
        }
    }
    return found.filter(({ good }) => good)
}

function sticky(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
    pattern.lastIndex = at
    return pattern.exec(text)
}
