import t from 'tap'
import { finallyExit } from './finally-exit.js'
import { findings } from './snippets.js'

const found = (block: string, around = (text: string) => text) =>
    findings(finallyExit, `export function* f(): Fiber<any> {\n${around(`try { log(1) } finally {\n${block}\n}`)}\n}`)

t.test('finallyExit finds return in a finally of a generator', async t => {
    t.same(found('return'), ['return'])
    t.same(found('if (flag) { return 1 }'), ['return 1 }'])
    t.same(found('for (;;) { return 1 }'), ['return 1 }'])
    t.same(found('try { log(1) } catch { return 1 }'), ['return 1 }'])
})

t.test('finallyExit finds break and continue that leave the block', async t => {
    const loop = (text: string) => `outer: for (const item of items) {\nlog(item)\n${text}\n}`
    t.same(found('break', loop), ['break'])
    t.same(found('continue', loop), ['continue'])
    t.same(found('for (;;) { break outer }', loop), ['break outer }'])
    t.same(found('switch (flag) { case true: continue }', loop), ['continue }'])
})

t.test('finallyExit accepts jumps that stay inside', async t => {
    t.same(found('for (;;) { if (flag) continue; break }'), [])
    t.same(found('switch (flag) { case true: break }'), [])
    t.same(found('here: for (;;) { for (;;) { break here } }'), [])
    t.same(found('here: { break here }'), [])
})

t.test('finallyExit accepts functions inside the block, waits and throws', async t => {
    t.same(found('log(() => { return 1 })'), [])
    t.same(found('yield* sleep(1)'), [])
    t.same(found('throw new Error("a")'), [])
})

t.test('finallyExit reports a jump once where blocks are nested', async t => {
    t.same(found('try { log(1) } finally { return }'), ['return }'])
})

t.test('finallyExit leaves functions that are no generators alone', async t => {
    t.same(findings(finallyExit, 'export function f() { try { log(1) } finally { return } }'), [])
})
