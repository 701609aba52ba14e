/*
    c.test.ts -- Walks the table of the runtime's C functions.
*/

import t from 'tap'
import { type CRow, walkTable, withoutTable } from '../checks/c-table/index.js'

/** Groups that are not built yet. */
const notBuilt = /^r\.(socket|tls)$/

const isAbsent = ({ module }: CRow) => notBuilt.test(module)

t.test('fiber/c.ts has every row of r.tsv', { skip: withoutTable('r') }, async t => {
    t.strictSame(walkTable('r', 'fiber/c.ts', isAbsent), [])
})
