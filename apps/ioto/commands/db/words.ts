/*
    words.ts -- The words behind the model: queries, assignments, names of fields. Source: spec db.md §16.
*/

import { dbPropsToJson } from '../../../../services/db/c.js'
import type { Json } from '../../../../services/json/index.js'

/** What the words say. */
export interface Words {
    readonly fields: readonly string[]
    /** Properties that items are to have. */
    readonly query: Json
    /** The same and what is assigned; null: nothing is. */
    readonly assignment: Json | null
}

/** Sorts the words. The first `=` or `:` separates. */
export function wordsOf(words: readonly string[]): Words {
    const fields: string[] = []
    const queries: string[] = []
    const assignments: string[] = []
    for (const word of words) {
        const separator = word.includes('=') ? '=' : ':'
        const at = word.indexOf(separator)
        if (at < 0) {
            fields.push(word)
        } else {
            const list = separator === '=' ? assignments : queries
            list.push(word.slice(0, at), word.slice(at + 1))
        }
    }
    return {
        fields,
        query: dbPropsToJson(queries),
        assignment: assignments.length === 0 ? null : dbPropsToJson([...queries, ...assignments]),
    }
}
