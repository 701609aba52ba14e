import { readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import '../../fiber/process/plain-children.js'
import { CdpClient, debuggee, type Stop } from './cdp-client.js'

// Each step is some messages between three threads, whatever else the machine does.
t.setTimeout(180_000)

type Kind = 'Over' | 'Into' | 'Out'

/** A step, and where it must lead: the mark of the line, the function, how many calls deep. */
type Step = readonly [kind: Kind, mark: string, functionName: string, depth: number]

interface Row {
    /** What the first step does. */
    readonly name: string
    /** The case of fixtures/cases.ts. */
    readonly run: string
    /** Where the steps begin. */
    readonly at: string
    readonly steps: readonly Step[]
    /** The last step leads into another fiber. */
    readonly changes?: true
    /** V8 alone does not find the way, though the runtime is hidden from it. */
    readonly isHard?: true
}

const rows: readonly Row[] = [
    {
        name: 'over a nested call that suspends: to the next statement',
        ...{ run: 'over', at: 'over', isHard: true },
        steps: [['Over', 'over-next', 'over', 1]],
    },
    {
        name: 'over a call that suspends 300 times: to the next statement',
        ...{ run: 'overOften', at: 'often', isHard: true },
        steps: [['Over', 'often-next', 'overOften', 1]],
    },
    {
        name: 'into a nested call that suspends: to its first statement',
        ...{ run: 'over', at: 'over', isHard: true },
        steps: [
            ['Into', 'nested', 'nested', 2],
            ['Over', 'nested-calls', 'nested', 2],
            ['Into', 'leaf', 'leaf', 3],
        ],
    },
    {
        name: 'out of a call that suspends first: behind it',
        ...{ run: 'over', at: 'leaf', isHard: true },
        steps: [
            ['Out', 'nested-end', 'nested', 2],
            ['Out', 'over-next', 'over', 1],
        ],
    },
    {
        name: 'over the last statement of a finally with a pending return: to the caller',
        ...{ run: 'pending', at: 'finally', isHard: true },
        steps: [['Over', 'pending-next', 'pending', 1]],
    },
    {
        name: 'out of a finally with a pending return: to the caller',
        ...{ run: 'pending', at: 'finally', isHard: true },
        steps: [['Out', 'pending-next', 'pending', 1]],
    },
    {
        name: 'over a call that throws through suspended calls: to the catch',
        ...{ run: 'catches', at: 'try' },
        steps: [['Over', 'catch', 'catches', 1]],
    },
    {
        name: 'over a throw that goes through several calls: to the catch',
        ...{ run: 'catches', at: 'throw', isHard: true },
        steps: [['Over', 'catch', 'catches', 1]],
    },
    {
        name: 'out at a throw that goes through several calls: to the catch',
        ...{ run: 'catches', at: 'throw', isHard: true },
        steps: [['Out', 'catch', 'catches', 1]],
    },
    {
        name: 'out at a throw: to the catch of the caller',
        ...{ run: 'catchesOne', at: 'throw-at-once', isHard: true },
        steps: [['Out', 'catch-one', 'catchesOne', 1]],
    },
    {
        name: 'over the calls of a loop: round by round',
        ...{ run: 'loop', at: 'loop' },
        steps: [1, 2, 3].flatMap((round): Step[] => [
            ['Over', 'loop-end', 'loop', 1],
            // `round++`, and the condition.
            ['Over', 'loop-head', 'loop', 1],
            ['Over', 'loop-head', 'loop', 1],
            ...(round < 3 ? ([['Over', 'loop', 'loop', 1]] as const) : []),
        ]),
    },
    {
        name: 'over a statement with two calls: to the next statement',
        ...{ run: 'twice', at: 'twice', isHard: true },
        steps: [['Over', 'twice-next', 'twice', 1]],
    },
    {
        name: 'into a statement with several calls: into one after the other',
        ...{ run: 'twice', at: 'twice' },
        steps: [
            ['Into', 'leaf', 'leaf', 2],
            ['Out', 'twice', 'twice', 1],
            ['Into', 'nested', 'nested', 2],
            ['Out', 'twice', 'twice', 1],
            ['Into', 'add', 'add', 2],
            ['Out', 'twice-next', 'twice', 1],
        ],
    },
    {
        name: 'in a recursion: in the same call of the function',
        ...{ run: 'recursion', at: 'deep-calls' },
        steps: [
            ['Into', 'deep', 'deep', 2],
            ['Over', 'deep-calls', 'deep', 2],
            ['Over', 'deep-after', 'deep', 2],
            ['Out', 'deep-after', 'deep', 1],
            ['Over', 'deep-end', 'deep', 1],
        ],
    },
    {
        name: 'into a method',
        ...{ run: 'method', at: 'calls-method' },
        steps: [
            ['Into', 'method', 'count', 2],
            ['Over', 'method-after', 'count', 2],
            ['Out', 'calls-method-next', 'method', 1],
        ],
    },
    {
        name: 'over the calls in a loop of a generator that is no fiber',
        ...{ run: 'loopOfNumbers', at: 'numbers-body' },
        steps: [
            ['Over', 'numbers-body-end', 'loopOfNumbers', 1],
            ['Over', 'numbers-loop', 'loopOfNumbers', 1],
        ],
    },
    {
        name: 'over a statement with a generator that is no fiber, and a call: to the next statement',
        ...{ run: 'spread', at: 'spread', isHard: true },
        steps: [['Over', 'spread-next', 'spread', 1]],
    },
    {
        name: 'into combinators: into what they call',
        ...{ run: 'combined', at: 'attempts' },
        steps: [
            ['Into', 'retry', 'attempts', 2],
            ['Into', 'nested', 'nested', 3],
            ['Out', 'retry', 'attempts', 2],
            ['Out', 'deadline', 'combined', 1],
            ['Into', 'nested', 'nested', 2],
            ['Out', 'all', 'combined', 1],
            ['Over', 'all-next', 'combined', 1],
        ],
    },
    {
        name: 'into an operation of the runtime: over it',
        ...{ run: 'plainOperation', at: 'op' },
        steps: [
            ['Into', 'op-next', 'plainOperation', 1],
            ['Over', 'op-called', 'plainOperation', 1],
            ['Into', 'operation', 'operation', 2],
        ],
    },
    {
        name: 'over the end of a call: to the caller',
        ...{ run: 'ends', at: 'last' },
        steps: [
            ['Over', 'last', 'last', 2],
            ['Over', 'ends-next', 'ends', 1],
        ],
    },
    {
        name: 'over the end of a fiber: to the one that joins it',
        ...{ run: 'joins', at: 'ended', changes: true },
        steps: [
            ['Over', 'ended-last', 'ended', 1],
            ['Over', 'ended-last', 'ended', 1],
            ['Over', 'joined', 'joins', 1],
        ],
    },
    {
        name: 'out of a fiber: to the one that joins it',
        ...{ run: 'joins', at: 'ended', changes: true, isHard: true },
        steps: [['Out', 'joined', 'joins', 1]],
    },
    {
        name: 'into at the end of a fiber: to the one that waits for several',
        ...{ run: 'gathers', at: 'ended-last', changes: true },
        steps: [
            ['Into', 'ended-last', 'ended', 1],
            ['Into', 'gathered', 'gathers', 1],
        ],
    },
]

const program = new URL('fixtures/cases.js', import.meta.url)
/** The marks of lines; one that is alone is of the line above. */
const marks = new Map<number, string>()
for (const [i, text] of readFileSync(program, 'utf8').split('\n').entries()) {
    const mark = /\/\/ @([\w-]+)$/.exec(text)
    if (mark !== null) {
        marks.set(text.trim() === mark[0] ? i - 1 : i, mark[1]!)
    }
}

function lineOf(mark: string): number {
    return [...marks].find(([, each]) => each === mark)![0]
}

/** What a stop is compared by. */
async function seen(client: CdpClient, stop: Stop) {
    const isOwn = ({ location }: Stop['callFrames'][number]) => client.urls.get(location.scriptId) === program.href
    const end = stop.callFrames.findIndex(frame => frame.functionName === 'resume' && !isOwn(frame))
    const frames = stop.callFrames.slice(0, Math.max(end, 0)).filter(isOwn)
    const [top = stop.callFrames[0]!] = frames
    const { lineNumber } = top.location
    return {
        mark: isOwn(top) ? (marks.get(lineNumber) ?? `line ${lineNumber + 1}`) : 'elsewhere',
        functionName: top.functionName,
        depth: frames.length,
        who: await client.evaluate(top, 'typeof who === "undefined" ? typeof a === "undefined" ? 0 : a : who'),
        fiber: await client.evaluate<number>(top, '__fiber'),
    }
}

/** Begins a case, and stops the second of its fibers at a mark. */
async function begin(t: Test, client: CdpClient, { run, at }: Pick<Row, 'run' | 'at'>): Promise<[Stop, number]> {
    const { breakpointId } = await client.send<{ breakpointId: string }>('Debugger.setBreakpointByUrl', {
        url: program.href,
        lineNumber: lineOf(at),
        condition: 'who === 2',
    })
    await client.send('Runtime.evaluate', { expression: `__begin(${JSON.stringify(run)})` })
    const stop = await client.stop()
    await client.send('Debugger.removeBreakpoint', { breakpointId })
    const { mark, who, fiber } = await seen(client, stop)
    t.strictSame({ mark, who }, { mark: at, who: 2 })
    return [stop, fiber]
}

/** Goes on to the end of a case; gives the stops before. */
async function finish(client: CdpClient, stop: Stop): Promise<number> {
    let stops = 0
    for (let at = stop; marks.get(at.callFrames[0]!.location.lineNumber) !== 'lost'; at = await client.stop()) {
        stops++
        await client.send('Debugger.resume')
    }
    await client.send('Debugger.resume')
    return stops
}

t.test('Stepper, with all cases of one program', async t => {
    const { child, url } = await debuggee(program.pathname)
    t.teardown(() => child.kill('SIGKILL'))
    const client = await CdpClient.connect(url)
    await client.begin()
    await client.send('Debugger.resume')
    for (const row of rows) {
        await t.test(`Stepper steps ${row.name}`, async t => {
            let [stop, fiber] = await begin(t, client, row)
            for (const [i, [kind, mark, functionName, depth]] of row.steps.entries()) {
                stop = await client.step(kind)
                const now = await seen(client, stop)
                const changes = row.changes === true && i === row.steps.length - 1
                t.equal(now.fiber !== fiber, changes)
                fiber = now.fiber
                t.strictSame(now, { mark, functionName, depth, who: 2, fiber }, `${kind} to ${mark}`)
            }
            await finish(client, stop)
        })
    }

    await t.test('Stepper lets the program go on, and says so, when a fiber ends for which nobody waits', async t => {
        await begin(t, client, { run: 'alone', at: 'alone' })
        await client.step('Over')
        t.strictSame(client.said, [])
        const stop = await client.step('Over')
        t.match(await seen(client, stop), { mark: 'lost' })
        t.match(client.said, [/^Fiber \d+ "alone" has ended, and nobody waits for that: the program goes on$/])
        await finish(client, stop)
    })

    await t.test('Stepper ends a step at a breakpoint and at a debugger statement in another fiber', async t => {
        const [, fiber] = await begin(t, client, { run: 'over', at: 'over' })
        const { breakpointId } = await client.send<{ breakpointId: string }>('Debugger.setBreakpointByUrl', {
            url: program.href,
            lineNumber: lineOf('leaf-after'),
            condition: 'who === 1',
        })
        const stop = await client.step('Over')
        t.strictSame(stop.hitBreakpoints, [breakpointId])
        const now = await seen(client, stop)
        t.match(now, { mark: 'leaf-after', functionName: 'leaf', depth: 3, who: 1 })
        t.not(now.fiber, fiber)
        await client.send('Debugger.removeBreakpoint', { breakpointId })
        t.equal(await finish(client, stop), 1, 'the step is over')

        await begin(t, client, { run: 'halts', at: 'waits' })
        const halted = await client.step('Over')
        t.match(await seen(client, halted), { mark: 'halts', who: 1 })
        t.equal(await finish(client, halted), 1, 'the step is over')
    })

    const native = await client.send<{ result: { value: string } }>('Runtime.evaluate', {
        expression: '__native()',
        returnByValue: true,
    })
    await client.close()
    const plain = await CdpClient.connect(native.result.value)
    await plain.send('Runtime.enable')
    await plain.send('Debugger.enable')
    await plain.send('Debugger.setBlackboxPatterns', { patterns: ['^node:', '/dist/(fiber|services|lib)/'] })
    for (const row of rows.filter(({ isHard }) => isHard)) {
        await t.test(`V8 alone does not step ${row.name}`, async t => {
            const [, fiber] = await begin(t, plain, row)
            const [kind, mark, functionName, depth] = row.steps[0]!
            const stop = await plain.step(kind)
            t.strictNotSame(await seen(plain, stop), { mark, functionName, depth, who: 2, fiber })
            await finish(plain, stop)
        })
    }
})
