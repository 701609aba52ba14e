/*
    index.ts -- Walks a table of C functions: every row that is to be the same is exported by a C face, is called with `yield*`
    exactly when it is marked so, and takes the listed parameters. A test of a face is four lines:

        t.test('services/json/c.ts has every row of json.tsv', { skip: withoutTable('json') }, async t => {
            t.strictSame(walkTable('json', 'services/json/c.ts'), [])
        })
*/

import { readFaces } from './face.js'
import { nullFaults, tableFaults } from './faults.js'
import { type CRow, readTable } from './rows.js'

export { type CFace, type CFunction, readFaces } from './face.js'
export { nullFaults, tableFaults } from './faults.js'
export { type CRow, readTable, withoutTable } from './rows.js'

/**
 * What is wrong with a face (a path from the root), one line a fault.
 *
 * @param isAbsent tells rows that are not built yet, or stand in another face; default: none
 */
export function walkTable(table: string, path: string, isAbsent?: (row: CRow) => boolean): string[] {
    const [face] = readFaces(path)
    return tableFaults(readTable(table), face!, isAbsent)
}

/** Pointers of C that a face does not let be NULL, one line each. */
export function walkNulls(table: string, path: string): string[] {
    const [face] = readFaces(path)
    return nullFaults(readTable(table), face!)
}
