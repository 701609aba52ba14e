import t from 'tap'
import { memoryProject } from '../program.js'
import { readDoor } from './names.js'
import { callsOf, headCode, membersOf, suspends, typeCode, valueCode } from './shape.js'

const fiber = 'export type Fiber<T = void> = Generator<1, T, 2>\nexport type Op<T> = Fiber<T>\n'

/** The name `a` of a module, and a checker. */
function a(text: string) {
    const project = memoryProject({ 'index.ts': fiber + text })
    return [readDoor(project, 'index.ts').get('a')!, project.program.getTypeChecker()] as const
}

t.test('callsOf shows how a function is called', async t => {
    t.same(callsOf(...a('export function a(b: string, c = 0, ...d: unknown[]): number { return 0 }')), [
        'a(b: string, c = 0, ...d: unknown[]): number',
    ])
    t.same(callsOf(...a('export function a(\n    _b: string,\n) { return [1] }')), ['a(b: string): number[]'])
    t.same(callsOf(...a('export const a = (b: string): void => {}')), ['a(b: string): void'])
})

t.test('callsOf shows how a constant is called whose type says it', async t => {
    const types = 'type F<V> = (b: string, ...c: V[]) => V\ntype W<V> = (b: V) => Fiber<V>\n'
    const make = 'declare function make<T>(): T\n'
    t.same(callsOf(...a(`${types}${make}export const a: F<number> = make()`)), ['a(b: string, ...c: number[]): number'])
    t.same(callsOf(...a(`${types}${make}export const a: W<string[]> = make()`)), ['yield* a(b: string[]): string[]'])
    t.same(callsOf(...a('function b(c: 1): 2 { return 2 }\nexport const a: typeof b = b')), ['a(c: 1): 2'])
})

t.test('callsOf puts yield* before what may suspend, and gives its result', async t => {
    t.same(callsOf(...a('export function* a(): Fiber<number> { return 0 }')), ['yield* a(): number'])
    t.same(callsOf(...a('export function a(): Op<string | null> { throw 0 }')), ['yield* a(): string | null'])
    t.same(callsOf(...a('export function* a(): Fiber {}')), ['yield* a(): void'])
    t.ok(suspends(...a('export function* a(): Fiber {}')))
    t.notOk(suspends(...a('export function* a(): Generator<number> {}')))
})

t.test('callsOf shows the overloads and not what implements them', async t => {
    const text =
        'export function a(b: 1): 1\nexport function a(b: 2): 2\nexport function a(b: unknown): any { return b }'
    t.same(callsOf(...a(text)), ['a(b: 1): 1', 'a(b: 2): 2'])
})

t.test('valueCode shows what a constant is, as it is written if that is clear', async t => {
    t.equal(valueCode(...a('export const a = 0x10')), '0x10')
    t.equal(valueCode(...a("export const a = 'b'")), "'b'")
    t.equal(valueCode(...a('const b = 3\nexport const a = b')), '3')
    t.equal(valueCode(...a('export const a = 2 * 1024')), '2 * 1024')
    t.equal(valueCode(...a('export const a = -42')), '-42')
    t.equal(valueCode(...a('export const a = { b: 1 }')), '')
    t.equal(valueCode(...a('export let a: number = 0')), 'number')
})

t.test('typeCode and headCode show declarations without their bodies', async t => {
    t.same(typeCode(a('export type a<T> =\n    | T\n    | null')[0]), { head: 'a<T>', body: '| T | null' })
    t.equal(headCode(a('export class a<T> extends Error { b?: T }')[0]), 'class a<T> extends Error')
    t.equal(headCode(a('export interface a { b: 1 }')[0]), 'interface a')
})

t.test('membersOf shows what others see of a class, how it is made first', async t => {
    const text = `export class a extends Error {
        override name = 'a'
        b = 1
        #c = 2
        private d = 3
        protected e(): void {}
        /** @internal */
        f = 4
        static g(): a { throw 0 }
        get h(): string { return '' }
        set h(value: string) {}
        [Symbol.iterator]() {}
        i?: number
        constructor(readonly code: string, private j: number, k = 0) { super() }
    }`
    t.same(
        membersOf(...a(text)).map(({ code }) => code),
        [
            'new a(code: string, j: number, k = 0)',
            'code: string',
            'b: number',
            'protected e(): void',
            'a.g(): a',
            'h: string',
            'i?: number',
        ],
    )
})

t.test('membersOf shows what comes from a base without an entry, as if it were declared here', async t => {
    const text = `class Far { c = 3 }
    class Base extends Far { /** B. */ b = 2; x = 0; protected constructor() { super() } }
    export class a extends Base { override b = 4; override x = 1; a = 1 }`
    const [entry, checker] = a(text)
    const codes = (isListed: boolean) => membersOf(entry, checker, () => isListed).map(({ code }) => code)
    t.same(codes(false), ['c: number', 'b: number', 'x: number', 'a: number'])
    t.same(codes(true), ['a: number'])
})
