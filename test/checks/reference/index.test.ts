import t from 'tap'
import { memoryProject, type Project } from '../program.js'
import { fillReference, readDoors } from './index.js'

const project = memoryProject({
    'room/c.ts': "export * from './one.js'\nexport { c as C } from './two.js'",
    'room/one.ts':
        '/** Is b. */\nexport function b(): void {}\n/** Is a. */\nexport function a(): void {}\n/** @internal */\nexport const i = 1',
    'room/two.ts': '/** Is c. */\nexport function c(): void {}',
})
const manifest = {
    name: 'p',
    exports: { './c': { types: './dist/room/c.d.ts' }, './package.json': './package.json' },
}

function fill(texts: Record<string, string>, from: Project = project) {
    const doors = readDoors(from, manifest)
    const { pages, findings } = fillReference(new Map(Object.entries(texts)), doors, from.program.getTypeChecker())
    return { pages, messages: findings.map(({ file, line, message }) => `${file}:${line} ${message}`).sort() }
}

const whole = '# P\n\n## All\n\n<!-- api p/c: room/one.ts C -->\n<!-- end -->\n'

t.test('readDoors gives what each entry of the package exports, but nothing internal', async t => {
    t.same(
        [...readDoors(project, manifest)].map(([name, door]) => [name, [...door.keys()].sort()]),
        [['p/c', ['C', 'a', 'b']]],
    )
})

t.test('fillReference fills the marks in the order of the source, and once more changes nothing', async t => {
    const { pages, messages } = fill({ 'p.md': whole })
    t.same(messages, [])
    const text = pages.get('p.md')!
    t.match(text, /^# P\n\n## All\n\n<!-- api p\/c: room\/one.ts C -->\n\n\| Function /)
    t.match(
        text,
        /`b\(\): void` \| Is b\. \|\n.*`a\(\): void` \| Is a\. \|\n.*`C\(\): void` \| Is c\. \|\n\n<!-- end -->\n$/,
    )
    t.equal(fill({ 'p.md': text }).pages.get('p.md'), text)
})

t.test('fillReference keeps blocks apart that follow each other', async t => {
    const text = '<!-- api p/c: room/one.ts -->\n<!-- end -->\nprose\n<!-- api p/c: C -->\n<!-- end -->\n'
    const { pages, messages } = fill({ 'p.md': text })
    t.same(messages, [])
    t.match(pages.get('p.md'), /<!-- end -->\nprose\n<!-- api p\/c: C -->/)
})

t.test('fillReference puts a name that stands alone there, and not with its file', async t => {
    const { pages, messages } = fill({
        'p.md': '<!-- api p/c: room/one.ts -->\n<!-- end -->\n',
        'q.md': '<!-- api p/c: a C -->\n<!-- end -->\n',
    })
    t.same(messages, [])
    t.notMatch(pages.get('p.md'), 'Is a.')
    t.match(pages.get('q.md'), 'Is a.')
})

t.test('fillReference finds names without an entry', async t => {
    const { messages } = fill({ 'p.md': '<!-- api p/c: a -->\n<!-- end -->\n' })
    t.match(messages, [/^room\/one.ts:0 No entry in docs\/reference for b: /, /^room\/two.ts:0 .* for C: /])
})

t.test('fillReference finds marks that name nothing, and entries that stand twice', async t => {
    t.match(fill({ 'p.md': `${whole}\n<!-- api p/d: a -->\n<!-- end -->` }).messages, [/p.md:8 p\/d is no door/])
    t.match(fill({ 'p.md': `${whole}\n<!-- api p/c: room/three.ts -->\n<!-- end -->` }).messages, [
        /p.md:8 p\/c exports nothing by room\/three.ts/,
    ])
    t.match(fill({ 'p.md': `${whole}\n<!-- api p/c: C -->\n<!-- end -->` }).messages, [/p.md:8 C stands .* twice/])
    t.match(fill({ 'p.md': whole, 'q.md': '<!-- api p/c: C -->\n<!-- end -->' }).messages, [/C stands in p.md too/])
})

t.test('fillReference lists all names with links to their places', async t => {
    const list = '# L\n\n<!-- names p/c -->\n<!-- end -->\n'
    const { pages } = fill({ 'docs/l.md': list, 'docs/p.md': whole })
    t.match(
        pages.get('docs/l.md'),
        '| `a` |  | [P: All](p.md#all) |\n| `b` |  | [P: All](p.md#all) |\n| `C` |  | [P: All](p.md#all) |\n\n<!-- end -->',
    )
})
