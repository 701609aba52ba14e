import t from 'tap'
import { memoryProject } from '../program.js'
import { checkDocumented } from './documented.js'

const check = (texts: Record<string, string>) =>
    checkDocumented(memoryProject(texts), name => name.endsWith('index.ts')).map(
        ({ file, line, message }) => `${file}:${line} ${message.split(' ')[0]}`,
    )

t.test('checkDocumented finds exports without a doc comment, at their declarations', async t => {
    t.same(
        check({
            'index.ts': "export { a, b as c, D } from './room.js'\nexport const e = 1",
            'room.ts': 'export const a = 1\nexport function b() {}\nexport interface D { f: string }',
        }),
        ['room.ts:1 a', 'room.ts:2 c', 'room.ts:3 D', 'index.ts:2 e'],
    )
})

t.test('checkDocumented accepts a doc comment of any declaration', async t => {
    t.same(
        check({
            'index.ts':
                '/** A. */ export const a = 1\n/** B. */ export function b(n: string): void\nexport function b(n: number): void\n' +
                'export function b() {}\n/** C. */ export type C = string\n/** @internal */ export class D {}\n' +
                '/**\n * E.\n */\nexport enum E {}',
        }),
        [],
    )
})

t.test('checkDocumented does not take other comments for doc comments', async t => {
    t.same(check({ 'index.ts': '// A.\nexport const a = 1\n/* B. */\nexport const b = 1' }), [
        'index.ts:2 a',
        'index.ts:4 b',
    ])
})

t.test('checkDocumented looks only at doors, and once at each name', async t => {
    t.same(check({ 'room.ts': 'export const a = 1' }), [])
    t.same(
        check({
            'index.ts': "export * from './a/index.js'",
            'a/index.ts': "export * from './room.js'",
            'a/room.ts': 'export const a = 1',
        }),
        ['a/room.ts:1 a'],
    )
})

t.test('checkDocumented wants a sentence for each option', async t => {
    t.same(
        check({ 'index.ts': '/** A. */\nexport interface AOptions<T = string> {\n/** B. */\nb: T\nc?: number\n}' }),
        ['index.ts:5 AOptions.c'],
    )
})

t.test('checkDocumented accepts one comment for a list of constants', async t => {
    t.same(check({ 'index.ts': '/** All. */\nexport const a = 1\nexport const b = 2\nexport const c = 3' }), [])
    t.same(check({ 'index.ts': '/** One. */\nexport const a = 1\n\nexport const b = 2' }), ['index.ts:4 b'])
    t.same(check({ 'index.ts': '/** One. */\nexport function a() {}\nexport const b = 2' }), ['index.ts:3 b'])
})
