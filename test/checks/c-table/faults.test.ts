import t from 'tap'
import type { CFace } from './face.js'
import { tableFaults } from './faults.js'
import type { CRow } from './rows.js'

const row = (name: string, suspends: boolean, port = 'same'): CRow => ({
    name,
    module: 'r.x',
    signature: `int ${name}(int a, int b)`,
    suspends,
    port,
    notes: '',
})

const face: CFace = new Map([
    ['right', { parameters: 2, suspends: false }],
    ['waits', { parameters: 2, suspends: true }],
    ['long', { parameters: 3, suspends: false }],
    ['CONSTANT', null],
])

t.test('tableFaults finds nothing where face and table agree', async t => {
    t.strictSame(tableFaults([row('right', false), row('waits', true), row('CONSTANT', false)], face), [])
    t.strictSame(tableFaults([row('gone', false, 'drop')], face), [])
})

t.test('tableFaults tells what is missing, waits, does not wait, or has other parameters', async t => {
    const rows = [row('gone', false), row('waits', false), row('right', true), row('long', false)]
    t.strictSame(tableFaults(rows, face), [
        'gone (r.x) is missing',
        'waits must not suspend',
        'right is to suspend',
        'long has 3 parameters, listed: 2',
    ])
})

t.test('tableFaults lets rows be absent, and tells when they no longer are', async t => {
    const isAbsent = () => true
    t.strictSame(tableFaults([row('gone', false)], face, isAbsent), [])
    t.strictSame(tableFaults([row('right', false)], face, isAbsent), [
        'right (r.x) is there: take it out of what is not',
    ])
})
