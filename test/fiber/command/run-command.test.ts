import { existsSync, readFileSync } from 'node:fs'
import '../process/plain-children.js'
import t from 'tap'
import { runCommand } from '../../../fiber/command/index.js'
import { run, sleep, spawn } from '../../../fiber/index.js'
import { testDirectory } from '../file/directory.js'
import { Child } from '../process/child.js'

const node = process.execPath
const script = (text: string) => [node, '-e', text]
const at = testDirectory()
const unix = process.platform === 'win32' ? 'there are no process groups on Windows' : false

/** A program that does not end when it is told to, and writes its pid to a file when it is so far. */
const stubborn = (name: string) => `
    process.on('SIGTERM', () => {})
    fs.writeFileSync('${at(name)}.part', String(process.pid))
    fs.renameSync('${at(name)}.part', '${at(name)}')
    setInterval(() => {}, 1000)`

/** The pid that a program has written to a file. */
async function pidIn(name: string): Promise<number> {
    while (!existsSync(at(name))) {
        await new Promise(setImmediate)
    }
    return Number(readFileSync(at(name), 'utf8'))
}

/** Waits until a process is gone. */
async function gone(pid: number): Promise<void> {
    for (;;) {
        try {
            process.kill(pid, 0)
        } catch {
            return
        }
        await new Promise(setImmediate)
    }
}

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

t.test('runCommand gives standard output and error together, and each alone', async t => {
    await run(function* () {
        const text =
            'console.log("a"); setTimeout(() => { console.error("b"); setTimeout(() => console.log("c"), 50) }, 50)'
        t.strictSame(yield* runCommand(script(text)), {
            output: 'a\nb\nc\n',
            stdout: 'a\nc\n',
            stderr: 'b\n',
            status: 0,
        })
    })
})

t.test('runCommand takes directory, environment and, when asked to, a shell', { skip: unix }, async t => {
    await run(function* () {
        const options = { directory: at(), env: { IOTO_TEST: 'value' }, shell: true }
        const { output } = yield* runCommand('pwd; echo "$IOTO_TEST" | tr a-z A-Z', options)
        t.equal(output, `${at().replace(/\/$/, '')}\nVALUE\n`)
        try {
            yield* runCommand('a\0b')
            t.fail('an error was expected')
        } catch (error) {
            t.match(error, {
                name: 'CommandError',
                code: 'COMMAND_NOT_FOUND',
                cause: { code: 'ERR_INVALID_ARG_VALUE' },
            })
        }
    })
})

t.test('runCommand does not wait for what a command leaves in the background', { skip: unix }, async t => {
    await run(function* () {
        const { output } = yield* runCommand('sleep 1000 & echo $!', { shell: true })
        process.kill(Number(output), 'SIGKILL')
        t.match(output, /^\d+\n$/)
    })
})

t.test('runCommand that is cancelled ends what the command has started, too', { skip: unix }, async t => {
    const task = spawn(() =>
        runCommand(`sleep 1000 & echo $! > ${at('part')}; mv ${at('part')} ${at('background')}; wait`, { shell: true }),
    )
    const pid = await pidIn('background')
    task.cancel()
    await gone(pid)
    t.ok(task.done)
})

t.test('runCommand kills a command that does not end when it is told to', { skip: unix }, async t => {
    const task = spawn(() => runCommand(script(stubborn('stubborn'))))
    const pid = await pidIn('stubborn')
    task.cancel()
    await gone(pid)
    t.ok(task.done)
})

t.test('runCommand kills a command that was to end when this process ends before', { skip: unix }, async t => {
    const child = Child.of(`
        import { existsSync } from 'node:fs'
        import { run, runCommand, sleep, spawn } from 'ioto-fiber/fiber'
        await run(function* () {
            const task = spawn(() => runCommand([process.execPath, '-e', ${JSON.stringify(stubborn('left'))}]))
            while (!existsSync('${at('left')}')) {
                yield* sleep(1)
            }
            task.cancel()
        })
        process.exit(0)`)
    t.teardown(() => child.destroy())
    t.same(await child.ended, { code: 0, signal: null })
    await gone(await pidIn('left'))
})
