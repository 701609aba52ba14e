import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import '../fiber/process/plain-children.js'
import t, { type Test } from 'tap'
import { deadline, type Op, run } from 'ioto-fiber/fiber'
import { Child } from '../fiber/process/child.js'
import { type Block, blocksOf, completeBlocks, pages } from './blocks.js'
import { compile } from './compile.js'
import { outputOf, placeOf } from './run-example.js'

const fileOf = ({ page, line }: Block) => `${page.replaceAll(/[\\/.]/g, '-')}-${line}`

/** Compiles one block, changed for the test, and gives the path of the program. Below the package, so that its name is found. */
function build(
    t: Test,
    page: string,
    pattern: RegExp,
    changes: readonly (readonly [from: string | RegExp, to: string])[],
): string {
    const block = completeBlocks(page, readFileSync(page, 'utf8')).find(({ text }) => pattern.test(text))
    t.ok(block, `${page} has a block with ${pattern}`)
    let { text } = block!
    for (const [from, to] of changes) {
        t.not(text.replace(from, to), text, `the block has ${from}`)
        text = text.replace(from, to)
    }
    const directory = t.testdir({ 'block.ts': text })
    t.equal(compile(directory), '')
    return join(directory, 'block.js')
}

t.test('completeBlocks finds the blocks that begin with an import', async t => {
    const text = ['a', '```ts', "import 'x'", 'x()', '```', '```ts', 'y()', '```', '```js', "import 'z'", '```'].join(
        '\n',
    )
    const found = { page: 'a.md', line: 3, language: 'ts', text: "import 'x'\nx()\n", mark: null, output: null }
    t.same(completeBlocks('a.md', text), [found])
})

t.test('blocksOf finds the mark above a block, and the output below it', async t => {
    const text = '<!-- lint -->\n\n```ts\na()\n```\nIt prints:\n```text\n1\n```\n\n<!-- no -->\nb\n```c\nc();\n```\n'
    t.match(blocksOf('a.md', text), [
        { line: 4, language: 'ts', text: 'a()\n', mark: 'lint', output: '1\n' },
        { line: 8, language: 'text' },
        { line: 14, language: 'c', mark: null, output: null },
    ])
})

t.test('complete blocks of README and guides compile, unless they show what does not', async t => {
    const all = [...pages()].flatMap(([page, text]) => completeBlocks(page, text))
    const blocks = all.filter(({ mark }) => mark !== 'compiler')
    t.ok(blocks.some(({ page }) => page === 'README.md'))
    t.ok(blocks.filter(({ page }) => page === join('docs/guides', 'fibers.md')).length >= 2)
    const directory = t.testdir(Object.fromEntries(blocks.map(block => [`${fileOf(block)}.ts`, block.text])))
    t.equal(compile(directory), '')
})

t.test('README: the handler in ten lines serves', async t => {
    const lines = completeBlocks('README.md', readFileSync('README.md', 'utf8'))[0]!.text.trim().split('\n')
    t.ok(lines.filter(line => line !== '').length <= 10, 'ten lines')
    const program = build(t, 'README.md', /addAction/, [
        ['http://127.0.0.1:8080', 'http://127.0.0.1:0'],
        ['() => host.start()', 'function* () { yield* host.start(); console.log(host.urls[0]) }'],
    ])
    const child = new Child([program])
    t.teardown(() => child.destroy())
    const [url] = await child.says(/http:\S+/)
    const response = await fetch(`${url}/you?x=1`)
    t.equal(response.status, 200)
    t.match(response.headers.get('content-type'), /^application\/json/)
    t.same(await response.json(), { hello: '/you' })
    t.equal(child.complaints, '')
})

t.test('examples of the guides print what stands below them', async t => {
    const all = [...pages()].flatMap(([page, text]) => completeBlocks(page, text))
    const examples = all.filter(({ page, output }) => page.startsWith(join('docs', 'guides')) && output !== null)
    t.ok(examples.length >= 6)
    const directory = t.testdir(Object.fromEntries(examples.map(block => [`${fileOf(block)}.ts`, block.text])))
    t.equal(compile(directory), '')
    for (const block of examples) {
        const time = block.mark === 'network' ? 'real' : 'virtual'
        const output = await outputOf(t, [join(directory, `${fileOf(block)}.js`)], time)
        t.equal(output, block.output, placeOf(block))
    }
})

t.test('fibers.md: the operation waits for an event, and stops listening when it is cancelled', async t => {
    const program = build(t, 'docs/guides/fibers.md', /class Edge/, [])
    const { edge } = (await import(pathToFileURL(program).href)) as { edge(pin: EventEmitter): Op<number> }
    const pin = new EventEmitter()
    const level = run(edge, pin)
    await t.rejects(
        run(() => deadline(1, edge(pin))),
        { code: 'FIBER_TIMEOUT' },
    )
    t.equal(pin.listenerCount('edge'), 1)
    pin.emit('edge', 1)
    t.equal(await level, 1)
    t.equal(pin.listenerCount('edge'), 0)
})
