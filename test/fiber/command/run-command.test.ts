import t from 'tap'
import { R_ERR_BAD_ARGS, ref } from '../../../fiber/compat/index.js'
import { rMakeArgs, rRun } from '../../../fiber/command/c.js'
import { runCommand, splitCommand } from '../../../fiber/command/index.js'
import { run, sleep, spawn } from '../../../fiber/index.js'
import { rSetLogFilter } from '../../../fiber/log/c.js'

const node = process.execPath
const script = (text: string) => [node, '-e', text]

t.test('splitCommand splits as specified', async t => {
    for (const [command, expected] of [
        ['a b  c', ['a', 'b', 'c']],
        ['\t a "b c" \'d e\'', ['a', 'b c', 'd e']],
        ['a\tb c', ['a\tb', 'c']],
        ['a "unclosed b', ['a', 'unclosed b']],
        ['a b"c d"', ['a', 'b"c', 'd"']],
        [String.raw`a \"b\" \\ \n "x \" y"`, ['a', '"b"', '\\', '\\n', 'x " y']],
        ['', []],
        ['  \t ', []],
    ] as const) {
        t.strictSame(splitCommand(command), expected, command)
    }
    t.equal(splitCommand('a '.repeat(5000)).length, 1024)
})

t.test('runCommand gives the output while other fibers go on', async t => {
    await run(function* () {
        let turns = 0
        const other = spawn(function* () {
            for (;;) {
                turns++
                yield* sleep(1)
            }
        })
        const { output, status } = yield* runCommand(script('setTimeout(() => console.log("out"), 30)'))
        other.cancel()
        t.equal(output, 'out\n')
        t.equal(status, 0)
        t.ok(turns > 3)
    })
})

t.test('runCommand hands over input, and needs no shell to be safe', async t => {
    await run(function* () {
        const echo = script('process.stdin.pipe(process.stdout)')
        t.equal((yield* runCommand(echo, { input: 'in & out; $HOME' })).output, 'in & out; $HOME')
        const args = script('console.log(process.argv.slice(1).join("|"))')
        t.equal((yield* runCommand([...args, '; rm -rf x', '$HOME'])).output, '; rm -rf x|$HOME\n')
    })
})

t.test('runCommand throws what went wrong, with the output', async t => {
    await run(function* () {
        for (const [command, options, code] of [
            [script('console.log("why"); process.exit(3)'), {}, 'COMMAND_FAILED'],
            [script('process.kill(process.pid, "SIGKILL")'), {}, 'COMMAND_FAILED'],
            [['no-such-program-here'], {}, 'COMMAND_NOT_FOUND'],
            [script('for (;;) console.log("x".repeat(1000))'), { limit: 5000 }, 'COMMAND_OUTPUT'],
            [[], {}, 'COMMAND_EMPTY'],
            ['', {}, 'COMMAND_EMPTY'],
        ] as const) {
            try {
                yield* runCommand(command, options)
                t.fail(`${code} expected`)
            } catch (error) {
                t.match(error, { code })
            }
        }
        t.match(yield* runCommand(script('process.exit(3)'), { accept: [0, 3] }), { status: 3 })
    })
})

t.test('runCommand ends the program at its deadline, and when the fiber is cancelled', async t => {
    await run(function* () {
        try {
            yield* runCommand(script('setInterval(() => {}, 1000)'), { deadline: 100 })
            t.fail('a deadline was expected')
        } catch (error) {
            t.match(error, { code: 'FIBER_TIMEOUT' })
        }
        const task = spawn(function* () {
            yield* runCommand(script('setInterval(() => {}, 1000)'))
        })
        yield* sleep(20)
        task.cancel()
    })
    // The process of this test ends only when its children have.
})

t.test('rRun gives the status, and the output of success', async t => {
    rSetLogFilter('none', 'none', true)
    const output = ref<string | null>('before')
    t.equal(rRun(`"${node}" -e "console.log(5)"`, output), 0)
    t.equal(output.value, '5\n')
    t.equal(rRun(`"${node}" -e "process.exit(4)"`, output), 4)
    t.equal(output.value, null)
    t.equal(rRun('no-such-program-here', output), 127)
    t.equal(rRun(' ', output), R_ERR_BAD_ARGS)
    t.equal(rRun(null), R_ERR_BAD_ARGS)
})

t.test('rMakeArgs counts the arguments', async t => {
    const argv = ref<string[]>([])
    t.equal(rMakeArgs('a "b c"', argv, false), 2)
    t.strictSame(argv.value, ['a', 'b c'])
    t.equal(rMakeArgs('a b', argv, true), 3)
    t.strictSame(argv.value, ['', 'a', 'b'])
    t.equal(rMakeArgs('  ', argv, false), R_ERR_BAD_ARGS)
    t.equal(rMakeArgs(null, argv, false), R_ERR_BAD_ARGS)
})
