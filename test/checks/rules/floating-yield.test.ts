import t from 'tap'
import { floatingYield } from './floating-yield.js'
import { findings, messages } from './snippets.js'

/** The text as the body of a fiber function. */
const fiber = (body: string) => `function* work(): Fiber<void> {\n${body}\n}\nexport { work }`
const found = (body: string) => findings(floatingYield, fiber(body))

t.test('floatingYield finds an operation as a statement', async t => {
    t.same(found('sleep(10)'), ['sleep(10)'])
    t.same(found('sock.read()'), ['sock.read()'])
    t.same(found('sock.write("a")'), ['sock.write("a")'])
    t.same(found('work()'), ['work()'])
})

t.test('floatingYield accepts yield*, spawn and what is no operation', async t => {
    t.same(found('yield* sleep(10)\nyield* sock.write("a")\nspawn(work)\nsock.close()\nlog(1)'), [])
    t.same(found('const n = yield* sock.read()\nlog(n)'), [])
    t.same(found('yield* all(items.map(item => sock.write(item)))'), [])
})

t.test('floatingYield finds a dropped operation behind other expressions', async t => {
    t.same(found('void sleep(1)'), ['sleep(1)'])
    t.same(found('flag && sleep(1)'), ['sleep(1)'])
    t.same(found('flag || sleep(1)'), ['sleep(1)'])
    t.same(found('sock.close() ?? sleep(1)'), ['sleep(1)'])
    t.same(found('flag ? sleep(1) : log(1)'), ['sleep(1) : log(1)'])
    t.same(found('flag ? log(1) : sleep(1)'), ['sleep(1)'])
    t.same(found('sleep(1), log(1)'), ['sleep(1), log(1)'])
    t.same(found('log(1), sleep(1)'), ['sleep(1)'])
    t.same(found(';(sleep(1) as Op<void>)!'), ['sleep(1) as Op<void>)!'])
    t.same(found('for (sleep(1); flag; sleep(2)) log(1)'), ['sleep(1); flag; sleep(2)) log(1)', 'sleep(2)) log(1)'])
    t.same(findings(floatingYield, 'export async function f() { await sleep(1) }'), ['sleep(1) }'])
})

t.test('floatingYield finds an operation that only may be there', async t => {
    t.same(found('const s: Socket | undefined = flag ? sock : undefined\ns?.read()'), ['s?.read()'])
})

t.test('floatingYield finds the result of a fiber that is itself an operation', async t => {
    t.same(
        findings(
            floatingYield,
            'declare function make(): Fiber<Op<void>>\nexport function* f(): Fiber { yield* make() }',
        ),
        ['yield* make() }'],
    )
})

t.test('floatingYield finds a dropped list', async t => {
    t.same(found('items.map(item => sock.write(item))'), ['items.map(item => sock.write(item))'])
    t.same(found('[sleep(1)]'), ['[sleep(1)]'])
})

t.test('floatingYield finds an operation of a generic type', async t => {
    t.same(findings(floatingYield, 'export function run<T extends Op<void>>(op: () => T) { op() }'), ['op() }'])
})

t.test('floatingYield accepts assignments, arguments and returned operations', async t => {
    t.same(found('let op: Op<void>\nop = sleep(1)\nyield* op'), [])
    t.same(found('const ops: Op<void>[] = []\nops.push(sleep(1))\nyield* all(ops)'), [])
    t.same(findings(floatingYield, 'export function later(): Op<void> { return sleep(1) }'), [])
    t.same(findings(floatingYield, 'export const later = () => sleep(1)'), [])
    t.same(found('spawn(() => sleep(1))'), [])
})

t.test('floatingYield accepts that a container gives back what it holds', async t => {
    t.same(found('const ops: Op<void>[] = [sleep(1)]\nops.shift()\nfor (const op of ops) yield* op'), [])
    t.same(found('const ops = new Map([[1, sleep(1)]])\nops.get(1)'), [])
    t.same(found('const make = <T>(fn: () => T): T => fn()\nmake(() => sleep(1))'), ['make(() => sleep(1))'])
})

t.test('floatingYield finds an operation that is stored and never used', async t => {
    t.same(found('const n = sock.read()'), ['sock.read()'])
    t.same(found('let n = sleep(1)\nn = sleep(2)'), ['sleep(1)'])
    t.same(found('const op = sleep(1)\nyield* op'), [])
    t.same(found('const op = sleep(1)\nlog({ op })'), [])
    t.same(findings(floatingYield, 'export const op = sleep(1)'), [])
    t.same(findings(floatingYield, 'const op = sleep(1)\nexport { op }'), [])
})

t.test('floatingYield finds an operation as a condition', async t => {
    t.same(found('if (sock.read()) log(1)'), ['sock.read()) log(1)'])
    t.same(found('while (sock.read()) log(1)'), ['sock.read()) log(1)'])
    t.same(found('log(!sock.read())'), ['sock.read())'])
    t.same(found('log(sock.read() || 1)'), ['sock.read() || 1)'])
    t.same(found('log(sock.read() ? 1 : 2)'), ['sock.read() ? 1 : 2)'])
    t.same(found('if (yield* sock.read()) log(1)'), [])
    t.same(found('const op: Op<void> | undefined = flag ? sleep(1) : undefined\nif (op) yield* op'), [])
})

t.test('floatingYield finds an operation in a text', async t => {
    t.same(found('log(`got ${sock.read()}`)'), ['sock.read()}`)'])
    t.same(found('log("got " + sock.read())'), ['sock.read())'])
    t.same(found('log(`got ${yield* sock.read()}`)'), [])
})

t.test('floatingYield finds an operation that a callback returns to nobody', async t => {
    t.same(found("on('x', () => sleep(1))"), ['sleep(1))'])
    t.same(found("on('x', () => flag && sleep(1))"), ['sleep(1))'])
    t.same(found("on('x', () => { return sleep(1) })"), ['sleep(1) })'])
    t.same(found("on('x', function () { return sleep(1) })"), ['sleep(1) })'])
    t.same(found('items.forEach(item => sock.write(item))'), ['sock.write(item))'])
    t.same(found("on('x', () => spawn(work))"), [])
    t.same(found("on('x', () => log(sleep(1)))"), [])
})

t.test('floatingYield finds a fiber function as a callback whose result nobody looks at', async t => {
    t.same(found("on('x', work)"), ['work)'])
    t.same(found("on('x', function* () { yield* sleep(1) })"), ['function* () { yield* sleep(1) })'])
    t.same(found('const listener: { hear(): void } = { hear: work }\nlog(listener)'), ['work }'])
    t.same(found("on('x', sock.close)"), [])
    t.same(found('spawn(work)'), [])
})

t.test('floatingYield names the fix', async t => {
    t.match(messages(floatingYield, fiber('sleep(1)')), [/write `yield\*` before it/])
})
