import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { commands } from '../../../apps/ioto/commands/index.js'
import { Child } from '../../fiber/process/child.js'
import { main } from './agent.js'

t.setTimeout(180_000)

const fixture = fileURLToPath(new URL('fixtures/peculiar.js', import.meta.url))

/** What a program said, and its exit status. */
async function output(t: Test, program: string, args: readonly string[], env?: Record<string, string>) {
    const child = new Child([program, ...args], env)
    t.teardown(() => child.destroy())
    const { code } = await child.ended
    return { code, stdout: child.stdout, stderr: child.stderr }
}

/** The sources of the modules that a process has loaded, by its report of coverage. */
function sourcesIn(coverage: string): string[] {
    const reports = readdirSync(coverage).map(file => readFileSync(join(coverage, file), 'utf8'))
    const urls = new Set(Array.from(reports.join('').matchAll(/"(file:[^"]*\/dist\/[^"]*\.js)"/g), ([, url]) => url!))
    return [...urls].flatMap(url => {
        const map = new URL(`${url}.map`)
        // A file that only says what is in others has no map.
        return existsSync(map) ? (JSON.parse(readFileSync(map, 'utf8')) as { sources: string[] }).sources : []
    })
}

const peculiar = (t: Test, ...args: string[]) => output(t, fixture, args)

t.test('commandLine gives a command its own status, spelling, options and end of options', async t => {
    t.same(await peculiar(t, 'peculiar', '-quick', '-h', 'a:b', 'GET', '--quick', '-x'), {
        code: 3,
        stdout: '{"args":["GET","--quick","-x"],"options":{"quick":true,"h":"a:b"}}\n',
        stderr: '',
    })
    t.match(await peculiar(t, 'peculiar', '--quik'), {
        code: 250,
        stdout: '',
        stderr: "peculiar: error: unknown option '--quik'\n(Did you mean --quick?)\n\nUsage: ioto peculiar [options] [words...]\n",
    })
    t.match(await peculiar(t, 'peculiar', 'wrong'), {
        code: 250,
        stdout: '',
        stderr: /^peculiar: error: cannot use both\n/,
    })
    t.match(await peculiar(t, 'peculiar', '--help'), { code: 0, stdout: /^Usage: ioto peculiar /, stderr: '' })
})

t.test('commandLine explains failures, with a stack where the program is at fault', async t => {
    const none = { stdout: '' }
    const heat = 'ioto failing: Cannot do it: too hot, wanted colder\n'
    t.same(await peculiar(t, 'failing', 'status', 'more'), { ...none, code: 7, stderr: heat })
    t.same(await peculiar(t, 'failing', 'code'), { ...none, code: 1, stderr: 'ioto failing: Cannot read it: gone\n' })
    t.match(await peculiar(t, 'failing', 'fault'), { code: 1, stderr: /^ioto failing: TypeError: a fault\n {4}at / })
    t.same(await peculiar(t, 'failing', 'other'), { ...none, code: 1, stderr: 'ioto failing: no error\n' })
    t.match(await peculiar(t, 'failing'), { code: 2, stderr: /^ioto failing: missing required argument 'how'\n/ })
})

t.test('commandLine names all commands and loads the one that it runs', async t => {
    t.match(await peculiar(t, '--help'), {
        code: 0,
        stdout: /\n {2}peculiar {2,}has its own rules\n[\s\S]*\n {2}never /,
    })
    t.match(await peculiar(t, 'nevr'), { code: 2, stderr: /^ioto: unknown command 'nevr'\n\(Did you mean never\?\)\n/ })
    t.match(await peculiar(t, 'never'), { code: 1, stderr: /It was loaded/ })
})

t.test('every command explains itself, with examples, and is alone in being loaded', async t => {
    for (const { name } of commands) {
        const coverage = t.testdir()
        const help = await output(t, main, [name, '--help'], { NODE_V8_COVERAGE: coverage })
        t.match(help, { code: 0, stdout: new RegExp(`^Usage: ioto ${name} `), stderr: '' })
        t.match(help.stdout, /\nExamples:\n {2}ioto\b[\s\S]*\nExit status:\n {2}0 /, name)
        const files = sourcesIn(coverage).flatMap(file => /apps\/ioto\/commands\/([\w-]+)\.ts$/.exec(file)?.[1] ?? [])
        t.same(new Set(files), new Set(['index', name]), name)
    }
})

t.test('ioto --help loads no command', async t => {
    const coverage = t.testdir()
    t.match(await output(t, main, ['--help'], { NODE_V8_COVERAGE: coverage }), { code: 0 })
    const sources = sourcesIn(coverage)
    t.ok(sources.some(file => file.endsWith('/apps/ioto/commands/index.ts')))
    t.same(
        sources.filter(file => /\/(fiber|services)\/|commands\/run\.ts$/.test(file)),
        [],
    )
})

t.test('the program that package.json names runs through a link, as npm makes one', async t => {
    const { bin } = JSON.parse(readFileSync('package.json', 'utf8')) as { bin: { ioto: string } }
    t.match(readFileSync(bin.ioto, 'utf8'), /^#!\/usr\/bin\/env node\n/)
    const link = join(t.testdir(), 'ioto')
    symlinkSync(join(process.cwd(), bin.ioto), link)
    t.match(await output(t, link, ['--version']), { code: 0, stdout: /^\d+\.\d+\.\d+\S*\n$/, stderr: '' })
})
