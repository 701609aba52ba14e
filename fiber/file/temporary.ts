/*
    temporary.ts -- Temporary files. Source: spec runtime.md §19.1.
*/

import { randomInt } from 'node:crypto'
import { joinPath } from './path-names.js'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** A name that nobody can guess: `DIR/PREFIX-XXXXXX.tmp`, with six random letters and digits. */
export function temporaryName(directory: string, prefix: string): string {
    const unique = Array.from({ length: 6 }, () => letters[randomInt(letters.length)]).join('')
    return joinPath(directory, `${prefix}-${unique}.tmp`)
}
