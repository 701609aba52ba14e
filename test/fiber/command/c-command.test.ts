import { readFileSync, writeFileSync } from 'node:fs'
import '../process/plain-children.js'
import t from 'tap'
import { R_RUN_MAX_OUTPUT, rMakeArgs, rRun } from '../../../fiber/command/c.js'
import { rGetOsError } from '../../../fiber/compat/c.js'
import { R_ERR_BAD_ARGS, R_ERR_BAD_STATE, ref } from '../../../fiber/compat/index.js'
import { rSetLogHandler } from '../../../fiber/log/c.js'
import { testDirectory } from '../file/directory.js'

const node = process.execPath
const at = testDirectory()
const said: string[] = []
rSetLogHandler((type, source, message) => said.push(`${type} ${source}: ${message}`))

/** A command line that runs a program of Node. */
function script(text: string): string {
    writeFileSync(at('script.mjs'), text)
    return `"${node}" ${at('script.mjs')}`
}

t.test('rRun gives the status, and the output of success', async t => {
    const output = ref<string | null>('before')
    t.equal(rRun(script('console.log(5)'), output), 0)
    t.equal(output.value, '5\n')
    t.equal(rRun(script('process.exit(4)'), output), 4)
    t.equal(output.value, null)
    t.equal(rRun('no-such-program-here', output), 127)
    t.equal(rGetOsError(), 2)
    t.strictSame(said, ['error run: Command failed with status: 4', 'error run: Command failed with status: 127'])
    t.equal(rRun(' ', output), R_ERR_BAD_ARGS)
    t.equal(rRun(null), R_ERR_BAD_ARGS)
    t.equal(rRun('a\0b'), R_ERR_BAD_ARGS)
    t.equal(rRun('/dev/null'), 127)
})

t.test('rRun captures standard error too, and needs no place for the output', async t => {
    const output = ref<string | null>(null)
    t.equal(rRun(script('console.error("err"); console.log("out")'), output), 0)
    t.equal(output.value, 'out\nerr\n')
    const wrote = at('wrote')
    const text = `import { writeFileSync } from 'node:fs'; console.log('x'.repeat(5e6)); writeFileSync('${wrote}', 'all')`
    t.equal(rRun(script(text)), 0)
    t.equal(readFileSync(wrote, 'utf8'), 'all', 'nothing is collected, and there is no limit')
})

t.test('rRun ends a program that writes too much', async t => {
    said.length = 0
    const output = ref<string | null>(null)
    const flood = `import { writeSync } from 'node:fs'; for (;;) writeSync(1, 'x'.repeat(${R_RUN_MAX_OUTPUT / 4}))`
    // Reading stops, and the program is killed: whichever it notices first.
    t.not(rRun(script(flood), output), 0)
    t.equal(output.value, null)
    t.match(said, [/^error run: Command (terminated by signal: 9|failed with status: 1)$/])
})

t.test('rRun tells a signal by its number', async t => {
    said.length = 0
    const output = ref<string | null>(null)
    t.equal(rRun(script('process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000)'), output), R_ERR_BAD_STATE)
    t.strictSame(said, ['error run: Command terminated by signal: 15'])
})

t.test('rRun uses no shell', async t => {
    const output = ref<string | null>(null)
    t.equal(rRun(`${script('console.log(process.argv.slice(2).join("|"))')} $HOME ; 'a b' > x`, output), 0)
    t.equal(output.value, '$HOME|;|a b|>|x\n')
})

t.test('rMakeArgs counts the arguments', async t => {
    const argv = ref<string[]>([])
    t.equal(rMakeArgs('a "b c"', argv, false), 2)
    t.strictSame(argv.value, ['a', 'b c'])
    t.equal(rMakeArgs('a b', argv, true), 3)
    t.strictSame(argv.value, ['', 'a', 'b'])
    t.equal(rMakeArgs('  ', argv, false), R_ERR_BAD_ARGS)
    t.equal(rMakeArgs(null, argv, false), R_ERR_BAD_ARGS)
    t.equal(rMakeArgs('a', null, false), R_ERR_BAD_ARGS)
})
