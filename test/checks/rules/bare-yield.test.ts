import t from 'tap'
import { bareYield } from './bare-yield.js'
import { findings } from './snippets.js'

t.test('bareYield finds a yield without a star in a fiber', async t => {
    t.same(findings(bareYield, 'export function* f(): Fiber { yield suspend }'), ['yield suspend }'])
    t.same(findings(bareYield, 'export class A { *f(): Fiber<number> { yield suspend; return 1 } }'), [
        'yield suspend; return 1 } }',
    ])
})

t.test('bareYield finds a yield of an operation where no type is declared', async t => {
    t.same(findings(bareYield, 'export function* f() { yield sleep(1) }'), ['yield sleep(1) }'])
    t.same(findings(bareYield, 'export function* f() { log(1); yield sock.read() }'), ['yield sock.read() }'])
})

t.test('bareYield accepts yield* and generators that are no fibers', async t => {
    t.same(findings(bareYield, 'export function* f(): Fiber { yield* sleep(1) }'), [])
    t.same(findings(bareYield, 'export function* f() { yield 1; yield [2] }'), [])
    t.same(findings(bareYield, 'export async function* f(): AsyncGenerator<number> { yield 1 }'), [])
})
