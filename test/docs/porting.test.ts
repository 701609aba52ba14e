/*
    porting.test.ts -- The examples of docs/porting.md are compiled and run, and print what stands below them.

    An example is an extension with the hook `ioStart`, around which the test puts a main program. A mark above a block says
    otherwise: `program` is one of its own, `network` needs real time, `agent` is run by test/apps/ioto/ported.test.ts, `compiler` and `lint` show mistakes and what is said of
    them.
*/

import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import '../fiber/process/plain-children.js'
import t, { type Test } from 'tap'
import { readFaces } from '../checks/c-table/index.js'
import { loadProject } from '../checks/program.js'
import { lint, rules } from '../checks/rules/index.js'
import { type Block, blocksOf, completeBlocks } from './blocks.js'
import { headerFor, withoutTables } from './c-header.js'
import { compile } from './compile.js'
import { outputOf, placeOf } from './run-example.js'

// The log belongs to what an example prints, but not what services tell of themselves.
process.env.LOG_FILTER = 'stdout:error:all'

const page = join('docs', 'porting.md')
const text = readFileSync(page, 'utf8')
const examples = completeBlocks(page, text)

/** The main program of the page around each of the extensions that are named to it, one after the other. */
const main = `
    import { rInit, rServiceEvents, rTerm } from 'ioto-fiber/c'
    for (const module of process.argv.slice(2)) {
        const { ioStart } = await import(module)
        if (rInit(ioStart, null) < 0) {
            process.exit(1)
        }
        await rServiceEvents()
        await rTerm()
        process.stdout.write('\f')
    }
`

/** Compiles examples, and gives the directory and what the compiler says. */
function build(t: Test, blocks: readonly Block[]): { readonly directory: string; readonly said: string } {
    const directory = t.testdir(Object.fromEntries(blocks.map(block => [`line-${block.line}.ts`, block.text])))
    return { directory, said: compile(directory) }
}

t.test('porting.md: each example says what it prints', async t => {
    t.ok(examples.length >= 15)
    t.same(examples.filter(({ output }) => output === null).map(placeOf), [])
})

t.test('porting.md: the examples print what stands below them', async t => {
    const blocks = examples.filter(({ mark }) => mark !== 'compiler' && mark !== 'lint')
    const { directory, said } = build(t, blocks)
    t.equal(said, '')
    writeFileSync(join(directory, 'main.js'), main)
    const runs = [
        { mark: null, time: 'virtual', command: 'main.js' },
        { mark: 'network', time: 'real', command: 'main.js' },
        { mark: 'program', time: 'virtual', command: null },
    ] as const
    for (const { mark, time, command } of runs) {
        const chosen = blocks.filter(block => block.mark === mark)
        t.ok(chosen.length > 0)
        const modules = chosen.map(block => join(directory, `line-${block.line}.js`))
        const program = command === null ? modules : [join(directory, command), ...modules]
        const outputs = (await outputOf(t, program, time)).split('\f')
        for (const [at, block] of chosen.entries()) {
            t.equal(outputs[at], block.output, placeOf(block))
        }
    }
})

t.test('porting.md: the list of functions that wait is that of the runtime', async t => {
    const [, section = ''] = /^## Which functions wait\n([\s\S]*?)^All other names/m.exec(text) ?? []
    const listed = [...section.matchAll(/`(r\w+)`/g)].map(match => match[1]!)
    const [face] = readFaces('fiber/c.ts')
    const waiting = [...face!].filter(([, found]) => found?.suspends).map(([name]) => name)
    t.same(listed.toSorted(), waiting.toSorted())
})

t.test('porting.md: the compiler says what the page says', async t => {
    const blocks = examples.filter(({ mark }) => mark === 'compiler')
    const { said } = build(t, blocks)
    for (const block of blocks) {
        const [, first] = new RegExp(`line-${block.line}\\.ts.*?(error TS.*)`).exec(said) ?? []
        t.equal(`${first}\n`, block.output, `${placeOf(block)}: the first error`)
    }
})

t.test('porting.md: the lint says what the page says', async t => {
    for (const block of examples.filter(({ mark }) => mark === 'lint')) {
        const { directory, said } = build(t, [block])
        t.equal(said, '', 'it compiles')
        const findings = lint(loadProject(join(directory, 'tsconfig.json')), rules)
        t.equal(findings.map(({ rule, message }) => `${rule}: ${message}\n`).join(''), block.output, placeOf(block))
    }
})

t.test('porting.md: the C text agrees with the prototypes of the runtime', { skip: withoutTables() }, async t => {
    const blocks = blocksOf(page, text).filter(({ language, text }) => language === 'c' && text.startsWith('#include'))
    t.ok(blocks.length >= 15)
    for (const block of blocks) {
        const directory = t.testdir({ 'example.c': block.text, 'ioto.h': headerFor(block.text) })
        const options = ['-fsyntax-only', '-Wall', '-Wno-unused', '-Werror', '-I', directory]
        const { stderr } = spawnSync('cc', [...options, join(directory, 'example.c')], { encoding: 'utf8' })
        t.equal(stderr, '', placeOf(block))
    }
})
