import { execFileSync, spawnSync } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import { deadline, type Op, run } from '../../fiber/index.js'
import { Child } from '../fiber/process/child.js'
import { type Block, completeBlocks, pages } from './blocks.js'

const fileOf = ({ page, line }: Block) => `${page.replaceAll(/[\\/.]/g, '-')}-${line}`

/** Compiles modules that import the package by its name, as its users do. Gives what the compiler says. */
function compile(directory: string): string {
    const options = { rootDir: '.', outDir: '.', noUnusedLocals: false, noUnusedParameters: false }
    const config = {
        extends: join(process.cwd(), 'tsconfig.json'),
        compilerOptions: options,
        include: ['*.ts'],
        exclude: [],
    }
    writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(config))
    // Not its command in node_modules/.bin, a module without an extension, which the hooks of tap cannot load.
    const compiler = fileURLToPath(new URL('tsc.js', import.meta.resolve('typescript')))
    const { stdout, stderr } = spawnSync(process.execPath, [compiler, '-p', directory], { encoding: 'utf8' })
    return stdout + stderr
}

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
    t.same(completeBlocks('a.md', text), [{ page: 'a.md', line: 3, text: "import 'x'\nx()\n" }])
})

t.test('complete blocks of README and guides compile', async t => {
    const blocks = [...pages()].flatMap(([page, text]) => completeBlocks(page, text))
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

t.test('fibers.md: the first program blinks with two pins at a time', async t => {
    const program = build(t, 'docs/guides/fibers.md', /blink/, [['sleep(500)', 'sleep(1)']])
    const output = execFileSync(process.execPath, [program], { encoding: 'utf8' })
    t.same(output.trim().split('\n'), ['pin 1 0', 'pin 2 0', 'pin 1 1', 'pin 2 1', 'pin 1 2', 'pin 2 2'])
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
