/*
    c.test.ts -- Walks the table of the runtime's C functions.
*/

import t from 'tap'
import { walkNulls, walkTable, withoutTable } from '../checks/c-table/index.js'

t.test('fiber/c.ts has every row of r.tsv', { skip: withoutTable('r') }, async t => {
    t.strictSame(walkTable('r', 'fiber/c.ts'), [])
})

t.test('fiber/c.ts takes NULL for each pointer of C', { skip: withoutTable('r') }, async t => {
    t.strictSame(walkNulls('r', 'fiber/c.ts'), [])
})
