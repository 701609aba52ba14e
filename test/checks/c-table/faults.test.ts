import t from 'tap'
import type { CFace } from './face.js'
import { nullFaults, tableFaults } from './faults.js'
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
    ['right', { parameters: 2, suspends: false, needed: [0] }],
    ['waits', { parameters: 2, suspends: true, needed: [] }],
    ['long', { parameters: 3, suspends: false, needed: [0] }],
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

t.test('nullFaults finds pointers that must not be NULL', async t => {
    const pointers = (name: string) => ({ ...row(name, false), signature: `int ${name}(cchar *a, int b)` })
    t.strictSame(nullFaults([pointers('right'), pointers('waits'), pointers('gone'), pointers('CONSTANT')], face), [
        'right: parameter 1 does not take NULL',
    ])
    t.strictSame(nullFaults([row('right', false)], face), [], 'it is no pointer')
})
