/*
    rows.ts -- The tables of C functions, ../shared/spec/api/NAME.tsv: which names a C face is to export, and in which form.
*/

import { existsSync, readFileSync } from 'node:fs'

/** A row of a table. */
export interface CRow {
    readonly name: string
    /** The part of C it belongs to, such as `r.socket`. */
    readonly module: string
    readonly signature: string
    readonly suspends: boolean
    /** Whether the C face has it: `same`, or `drop`. */
    readonly port: string
    readonly notes: string
}

function tablePath(name: string): URL {
    return new URL(`../shared/spec/api/${name}.tsv`, new URL('../../../../', import.meta.url))
}

/** What a test says that skips because the table is not there; false: it is. */
export function withoutTable(...names: readonly string[]): string | false {
    const absent = names.find(name => !existsSync(tablePath(name)))
    return absent === undefined ? false : `the table of C functions ${absent}.tsv is not beside the project`
}

/** Takes the text of a table apart. */
export function parseTable(text: string): CRow[] {
    const [, ...lines] = text.trimEnd().split('\n')
    return lines.map(line => {
        const [name = '', module = '', signature = '', suspends, port = '', notes = ''] = line.split('\t')
        return { name, module, signature, suspends: suspends === 'yes', port, notes }
    })
}

/** The rows of a table. */
export function readTable(name: string): CRow[] {
    return parseTable(readFileSync(tablePath(name), 'utf8'))
}

/** The list between the parentheses that end a text, or those at its start. */
const inSignature = /\(([^()]*(?:\([^()]*\)[^()]*)*)\)\s*$/
const inNotes =
    /^(?:macro; )?(?:iterator )?(?:function)?\s?\*?\s?(?:<[^>]*>)?\(([^()]*(?:\([^()]*\)[^()]*)*)\)\s*(?::|=>)/

/** Counts the parts of a list between commas that are inside no brackets. */
function count(list: string): number {
    let depth = 0
    let parts = 1
    for (const letter of list.replaceAll('=>', '')) {
        depth += '([{<'.includes(letter) ? 1 : ')]}>'.includes(letter) ? -1 : 0
        parts += letter === ',' && depth === 0 ? 1 : 0
    }
    return parts
}

function listed(text: string, pattern: RegExp): number | null {
    const list = pattern.exec(text)?.[1]?.trim()
    if (list === undefined) {
        return null
    }
    return list === '' || list === 'void' ? 0 : count(list)
}

/** Takes a list apart at the commas that are inside no brackets. */
function split(list: string): string[] {
    const parts = ['']
    let depth = 0
    for (const letter of list) {
        depth += '([{<'.includes(letter) ? 1 : ')]}>'.includes(letter) ? -1 : 0
        if (letter === ',' && depth === 0) {
            parts.push('')
        } else {
            parts[parts.length - 1] += letter
        }
    }
    return parts.map(part => part.trim())
}

/** A C type that is a pointer, or a function type of the runtime. A star in brackets belongs to a function pointer. */
const POINTER = /\*|\b(?:R\w*Proc|R\w*Handler|Rb(?:Compare|Free)|Web(?:Proc|Hook))\b/

/** Positions of the pointers among the parameters of a C prototype, from 0. Empty for macros. */
export function pointerParameters({ signature }: CRow): number[] {
    const list = signature.startsWith('#define') ? undefined : inSignature.exec(signature)?.[1]
    const parts = list === undefined ? [] : split(list)
    return [...parts.keys()].filter(at => /\s|\*/.test(parts[at]!) && POINTER.test(parts[at]!))
}

/**
 * How many parameters a row lists: in C, and in its notes, which have the TypeScript signature where that differs. Empty where
 * it says neither. What a macro takes in C says nothing, for that may be the names of variables.
 */
export function parameterCounts({ signature, notes }: CRow): number[] {
    const inC = signature.startsWith('#define') ? null : listed(signature, inSignature)
    return [listed(notes, inNotes), inC].filter(found => found !== null)
}
