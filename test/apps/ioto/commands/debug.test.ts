import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import t from 'tap'
import { DebugSession } from '../../../../services/debug/index.js'
import { cafe, session } from '../../../docs/debugging-guide.js'
import { terminalPicture } from '../../../long/pictures/terminal.js'
import { randomOf } from '../../../long/random.js'
import { main } from '../agent.js'
import { randomSteps } from './debug-random.js'
import { debugRun, plain, repeat } from './debug-run.js'
import { Terminal, withoutTerminal } from './terminal.js'

// Each test starts programs, and stops them again and again.
t.setTimeout(300_000)

t.test('ioto debug shows what the guide says, also where the program has a copy of the package', async t => {
    const copy = {
        'package.json': '{ "name": "ioto-fiber", "exports": { "./*": "./copy.js" } }',
        'copy.js': 'throw new Error("another copy")',
    }
    const cwd = t.testdir({
        'cafe.ts': cafe,
        'package.json': '{ "type": "module" }',
        node_modules: { 'ioto-fiber': copy },
    })
    const { output, status } = repeat(cwd, ['cafe.ts'], session)
    t.equal(output, session)
    t.equal(status, 0)
    const picture = readFileSync('docs/guides/images/debug-terminal.svg', 'utf8')
    t.equal(picture, terminalPicture('$ ioto debug cafe.ts', session), 'npm run docs:pictures draws it again')
})

t.test('ioto debug stops where it is asked to', async t => {
    const cwd = t.testdir({ 'cafe.ts': cafe })
    const transcript = `(ioto) tbreak serve fiber 2
Temporary breakpoint 1 at serve, when that is loaded
(ioto) break cafe.ts:20 fiber "serve" if order.guest === 'bob'
Breakpoint 2 at cafe.ts:20
(ioto) start
(anonymous) at cafe.ts:8
8     const open = new Event('open')
(ioto) break price if served > 1
Breakpoint 3 at price, cafe.ts:13
(ioto) info breakpoints
1   breakpoint  serve, cafe.ts:27, temporary, only fiber 2
2   breakpoint  cafe.ts:20, only fiber serve, if order.guest === 'bob'
3   breakpoint  price, cafe.ts:13, if served > 1
(ioto) continue
Temporary breakpoint 1
fiber 2 "serve", serve (order={ guest: 'bob', cups: 3 }) at cafe.ts:27
27        yield* open.wait()
(ioto) continue
Breakpoint 2
fiber 2 "serve", brew (order={ guest: 'bob', cups: 3 }) at cafe.ts:20
20            yield* yieldNow()
(ioto) ignore 2 1
(ioto) continue
| ann pays 6
Breakpoint 2
fiber 2 "serve", brew (order={ guest: 'bob', cups: 3 }) at cafe.ts:20
20            yield* yieldNow()
(ioto) continue
Breakpoint 3
fiber 2 "serve", price (cups=3) at cafe.ts:13
13        const each = 3
(ioto) condition 3
(ioto) disable 2
(ioto) info breakpoints
2   breakpoint  cafe.ts:20, disabled, only fiber serve, if order.guest === 'bob', hit 3 times
3   breakpoint  price, cafe.ts:13, hit 1 time
(ioto) delete 2
(ioto) run
Breakpoint 3
fiber 1 "serve", price (cups=2) at cafe.ts:13
13        const each = 3
(ioto) delete
(ioto) info breakpoints
Nothing stops the program: no breakpoints
(ioto) kill
The program was killed by SIGKILL
`
    t.equal(repeat(cwd, ['cafe.ts'], transcript).output, transcript)
})

t.test('ioto debug goes on as it is told, and in no other fiber', async t => {
    const cwd = t.testdir({ 'cafe.ts': cafe })
    const transcript = `(ioto) break serve fiber 2
Breakpoint 1 at serve, when that is loaded
(ioto) run
Breakpoint 1
fiber 2 "serve", serve (order={ guest: 'bob', cups: 3 }) at cafe.ts:27
27        yield* open.wait()
(ioto) next
28        const cups = yield* brew(order)
(ioto) step
fiber 2 "serve", brew (order={ guest: 'bob', cups: 3 }) at cafe.ts:18
18        let done = 0
(ioto) next 3
20            yield* yieldNow()
21            done += 1
19        for (let i = 0; i < order.cups; i++) {
(ioto) catch wake 1
Catchpoint 2: wake of fiber 1
(ioto) continue
Catchpoint 2: fiber 1 "serve" goes on, it waited for yieldNow
fiber 1 "serve", brew (order={ guest: 'ann', cups: 2 }) at cafe.ts:21
21            done += 1
(ioto) delete 2
(ioto) fiber 2
fiber 2 "serve", ready (yieldNow)
#0  brew (order={ guest: 'bob', cups: 3 }) at cafe.ts:20
20            yield* yieldNow()
(ioto) next
| ann pays 6
fiber 2 "serve", brew (order={ guest: 'bob', cups: 3 }) at cafe.ts:21
21            done += 1
(ioto) watch done
Watchpoint 3: done
(ioto) continue
Watchpoint 3: done

Old value = 1
New value = 2

fiber 2 "serve", brew (order={ guest: 'bob', cups: 3 }) at cafe.ts:19
19        for (let i = 0; i < order.cups; i++) {
(ioto) next 2
19        for (let i = 0; i < order.cups; i++) {
20            yield* yieldNow()
(ioto) disable 3
3 is no breakpoint: wanted the number of one
(ioto) until
21            done += 1
(ioto) until
Watchpoint 3: done

Old value = 2
New value = 3

fiber 2 "serve", brew (order={ guest: 'bob', cups: 3 }) at cafe.ts:19
19        for (let i = 0; i < order.cups; i++) {
(ioto) advance 23
23        return done
(ioto) finish
Run until #0  brew (order={ guest: 'bob', cups: 3 }) at cafe.ts:23 returns
Watchpoint 3 deleted: the call in which done is has returned
fiber 2 "serve", serve (order={ guest: 'bob', cups: 3 }) at cafe.ts:29
29        const sum = price(cups)
(ioto) advance price
fiber 2 "serve", price (cups=3) at cafe.ts:13
13        const each = 3
(ioto) finish
Run until #0  price (cups=3) at cafe.ts:13 returns
fiber 2 "serve", serve (order={ guest: 'bob', cups: 3 }) at cafe.ts:30
30        served += cups
Value returned is 9
(ioto) finish
Cannot finish serve: nothing has called it, wanted continue
(ioto) continue
| bob pays 9
! served 5
The program has ended
`
    t.equal(repeat(cwd, ['cafe.ts'], transcript).output, transcript)
})

t.test('ioto debug stays in the fiber: random steps are what the program prints itself', async t => {
    const { wrong, stops } = randomSteps({ cwd: t.testdir(), fibers: 6, steps: 25, random: randomOf(5) })
    t.strictSame(wrong, [])
    t.ok(stops >= 15, `${stops} stops`)
})

t.test('ioto debug tells how the program has ended', async t => {
    const cwd = t.testdir({
        'ends.ts': `function bad(): never {
    throw new Error('no')
}
const [how, ...words] = process.argv.slice(2)
if (how === 'status') {
    console.log('half a')
    process.stdout.write('line')
    process.exit(3)
}
if (how === 'killed') {
    process.kill(process.pid, 'SIGKILL')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0) // it comes a little later
}
if (how === 'throw') {
    bad()
}
console.log(words.join())
debugger
`,
        'wrong.ts': 'const = 3',
    })
    const transcript = `(ioto) run
| -x,--two
The statement debugger
(anonymous) at ends.ts:18
18    debugger
(ioto) run args 3
| 3
The statement debugger
(anonymous) at ends.ts:18
18    debugger
(ioto) run status
| half a
| line
The program has ended with status 3
(ioto) run killed
The program was killed by SIGKILL
(ioto) catch throw
Catchpoint 1: throw
(ioto) run throw
Catchpoint 1, thrown: Error: no
bad () at ends.ts:2
2         throw new Error('no')
(ioto) bt
#0  bad () at ends.ts:2
#1  (anonymous) at ends.ts:15
(ioto) continue
`
    const { output } = repeat(cwd, ['ends.ts', 'args', '-x', '--two'], transcript)
    t.equal(output.slice(0, transcript.length), transcript)
    t.match(output.slice(transcript.length), /! .*ends\.ts:2[^]*\nThe program has ended with status 1\n$/)
    const unreadable = debugRun(cwd, ['wrong.ts'], 'run')
    t.match(unreadable.output, /! .*wrong\.ts/)
    t.match(unreadable.output, 'The program has ended with status 1\n')
    t.strictSame(debugRun(cwd, ['ends.ts', 'args', '--profile', 'prod'], 'run'), {
        output: `(ioto) run
! Who debugs can run code in the program, and the profile is prod: IOTO_DEBUG_FORCE=1 permits it
Cannot start ends.ts: it has ended with status 1
`,
        status: 1,
    })
    t.match(debugRun(cwd, ['nowhere.ts'], 'run'), {
        output: 'ioto debug: Cannot debug nowhere.ts: there is no such file or folder\n',
        status: 1,
    })
})

t.test('ioto debug says what is wrong with a command', async t => {
    const cwd = t.testdir({ 'cafe.ts': cafe })
    const transcript = `(ioto) cd
Unknown command cd: help lists all
(ioto) di
Ambiguous command di: wanted one of disable, display
(ioto) frame 1
The program does not run: wanted run or start first
(ioto) break
No place for a breakpoint: no call is selected, wanted FILE:LINE or FUNCTION
(ioto) break 999
No line 999 in cafe.ts: it has 46
(ioto) break nofile.ts:3
No file nofile.ts: wanted one that is loaded, or a path
(ioto) break a b c
Wrong breakpoint a b c: wanted [PLACE] [fiber N|NAME] [if CONDITION]
(ioto) break price if (
Wrong condition (: Unexpected token ')'
(ioto) watch
Nothing to watch: wanted an expression
(ioto) start
(anonymous) at cafe.ts:8
8     const open = new Event('open')
(ioto) fiber
No fiber runs: wanted fiber N
(ioto) fiber 99
No fiber 99: fibers lists those that live
(ioto) fiber x
Wrong fiber: x, wanted a number
(ioto) up
No call 1: there is only #0
(ioto) watch served
Cannot watch served: wanted a call of the fiber that runs
(ioto) print
Nothing to print: wanted an expression
(ioto) print 1 +
SyntaxError: Unexpected end of input
(ioto) print nothing.at
ReferenceError: nothing is not defined
(ioto) list 900
No line 900 in cafe.ts: it has 46
(ioto) list nofile
No function nofile in what is loaded
(ioto) catch rain
Cannot catch rain: wanted throw or wake
(ioto) delete 7
No breakpoint 7: info breakpoints lists all
(ioto) continue x
Wrong count: x, wanted a number
(ioto) undisplay 3
No expression 3: info display lists all
(ioto) advance nowhere
No code at nowhere
`
    const { output, status } = repeat(cwd, ['cafe.ts'], transcript)
    t.equal(output, transcript)
    t.equal(status, 1)
})

t.test(
    'ioto debug at a terminal: Ctrl-C stops a program that does nothing, Tab completes, the end',
    {
        skip: withoutTerminal,
    },
    async t => {
        const home = t.testdir({
            'idle.ts': `import { Event, type Fiber, spawn } from 'ioto-fiber/fiber'
const never = new Event('never')
function* waiter(): Fiber {
    setImmediate(() => console.log('waits'))
    yield* never.wait()
}
spawn(waiter)
setInterval(() => {}, 1e9)
`,
        })
        const prompt = '\r\n\u001b[1G\u001b[0J(ioto) \u001b[8G'
        const terminal = new Terminal(
            `cd ${home} && HOME=${home} NO_COLOR=1 NODE_OPTIONS= ${process.execPath} ${main} debug idle.ts`,
        )
        t.teardown(() => terminal.process.kill())
        await terminal.type(`lists the commands.${prompt}`, 'run\r')
        await terminal.type('| waits\r\n', '\u0003')
        await terminal.type(prompt, 'fiber 1\r')
        await terminal.type(`never.wait()${prompt}`, 'prin\t')
        await terminal.type('print', ' 40 + 2\r')
        await terminal.type(`42${prompt}`, '\u0003')
        await terminal.type(`to quit${prompt}`, '\u0003')
        t.equal(await terminal.ended, 130)
        t.match(terminal.output, 'Stopped where it was')
        t.match(terminal.output, /fiber 1 "waiter", [^]*#0 {2}waiter \(\) at idle\.ts:5/)
        t.match(terminal.output, '\r\n42\r\n')
        t.match(terminal.output, 'Press Ctrl-C again to quit')
        t.match(readFileSync(`${home}/.ioto-debug-history`, 'utf8'), /^print 40 \+ 2\nfiber 1\nrun\n/)
    },
)

t.test('ioto run --inspect-brk stops at the first statement of the application, not in the profile prod', async t => {
    const cwd = t.testdir({
        'app.ts': 'import type { Agent } from "ioto-fiber"\n\nexport function start(): void {}\nstart()\n',
    })
    const words = ['run', '--inspect-brk=0', '--nosave', '--listen', 'http://127.0.0.1:0', 'app.ts']
    const child = spawn(process.execPath, [main, ...words], { cwd, env: plain, stdio: ['ignore', 'ignore', 'pipe'] })
    t.teardown(() => child.kill('SIGKILL'))
    const [line] = (await once(createInterface(child.stderr), 'line')) as [string]
    const session = await DebugSession.connect(line.replace('Debugger listening on ', ''))
    await session.begin()
    const stop = await session.stopped()
    t.match(stop, { reason: 'entry', frames: [{ position: { line: 4 } }] })
    t.match(stop?.frames[0]?.position?.path, /app\.ts$/)
    await session.close()

    const refused = spawnSync(process.execPath, [main, ...words, '--profile', 'prod'], {
        cwd,
        env: plain,
        encoding: 'utf8',
    })
    t.equal(refused.status, 1)
    t.match(refused.stderr, /^ioto: Cannot start the debugger: .* wanted --inspect-force/)
})
