import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DebugProtocol } from '@vscode/debugprotocol'
import t, { type Test } from 'tap'
import { listenForEditors } from '../../../services/debug/dap/index.js'
import { main } from '../../apps/ioto/agent.js'
import '../../fiber/process/plain-children.js'
import { randomOf } from '../../long/random.js'
import { debuggee, goesOn } from './cdp-client.js'
import { DapClient, module } from './dap-client.js'
import { dapWalker } from './dap-walker.js'
import { stroll } from './stroll.js'

// Each test starts a process, and stops it again and again.
t.setTimeout(180_000)

const program = fileURLToPath(new URL('fixtures/editor.js', import.meta.url))
/** As the editor shows it. */
const source = { path: fileURLToPath(new URL('../../../../test/services/debug/fixtures/editor.ts', import.meta.url)) }

/** Launches the program, with breakpoints, and begins. */
async function start(t: Test, prepare: (client: DapClient) => Promise<unknown>): Promise<DapClient> {
    const client = DapClient.alone()
    t.teardown(() => client.request('disconnect'))
    await client.launch({ program })
    await prepare(client)
    await client.request('configurationDone')
    return client
}

const setLines = (client: DapClient, ...breakpoints: object[]) =>
    client.request<DebugProtocol.SetBreakpointsResponse['body']>('setBreakpoints', { source, breakpoints })

const threadsOf = async (client: DapClient) =>
    (await client.request<DebugProtocol.ThreadsResponse['body']>('threads')).threads

t.test('DapServer steps stay in the fiber: 40 random commands among 20 fibers, with caught exceptions', async t => {
    const random = randomOf(11)
    const { wrong, commands, paused } = await stroll({
        fibers: 20,
        commands: 40,
        random: () => random(1e6) / 1e6,
        walker: dapWalker,
    })
    t.strictSame(wrong, [])
    t.strictSame({ commands, paused }, { commands: 40, paused: 40 })
})

t.test('DapServer shows fibers as threads, with the stacks and variables of those that wait', async t => {
    const client = await start(t, client => setLines(client, { line: 29 }))
    const { threadId, reason, hitBreakpointIds } = await client.stop()
    t.match({ reason, hitBreakpointIds }, { reason: 'breakpoint', hitBreakpointIds: [1] })
    const threads = await threadsOf(client)
    t.match(
        threads.map(({ name }) => name),
        [/^waiting 1: sleeping/, /^counting 2: running$/, /^last 3: /, 'outside of fibers'],
    )
    t.equal(threadId, 2)
    const running = await client.stack(2)
    t.match(running, [
        { name: /add$/, line: 29, source },
        { name: 'counting', line: 37, source },
    ])
    t.match(await client.locals(running[0]!.id), { n: '1' })

    const [waiting] = await client.stack(1)
    t.match(waiting, { name: 'waiting', line: 44, source })
    t.match(await client.locals(waiting!.id), { name: "'never'", copy: '[ 1, 2, 3, 4 ]' })
    const evaluate = (expression: string, frameId?: number) =>
        client.request('evaluate', { expression, ...(frameId === undefined ? {} : { frameId }) })
    t.match(await evaluate('copy.length + name.length', waiting!.id), { result: '9', variablesReference: 0 })
    t.match(await evaluate('n + this.count', running[0]!.id), { result: '1' })
    t.match(await evaluate('6 * 7'), { result: '42' })
    await t.rejects(evaluate('nothing', waiting!.id), { message: /nothing is not defined/ })
    const { variablesReference } = await client.request<{ variablesReference: number }>('evaluate', {
        expression: 'copy',
        frameId: waiting!.id,
    })
    t.match(await client.request('variables', { variablesReference, start: 1, count: 2 }), {
        variables: [
            { name: '1', value: '2' },
            { name: '2', value: '3' },
        ],
    })

    const complete = async (text: string, frameId: number) =>
        (
            await client.request<DebugProtocol.CompletionsResponse['body']>('completions', {
                text,
                column: text.length + 1,
                frameId,
            })
        ).targets.map(({ label, start, length }) => `${label} ${start} ${length}`)
    t.strictSame(await complete('1 + this.co', running[0]!.id), ['constructor 10 2', 'count 10 2'])
    t.strictSame(await complete('co', waiting!.id), ['copy 1 2', 'counted 1 2'])
    t.strictSame(await complete('nothing.co', waiting!.id), [])
    const { sources } = await client.request<DebugProtocol.LoadedSourcesResponse['body']>('loadedSources')
    t.match(
        sources.find(({ name }) => name === 'editor.ts'),
        source,
    )
    t.notOk(sources.find(({ path }) => path?.includes('node_modules')))

    const scopeOf = async (frameId: number) =>
        (await client.request<DebugProtocol.ScopesResponse['body']>('scopes', { frameId })).scopes[0]!
    const local = await scopeOf(running[0]!.id)
    const set = { variablesReference: local.variablesReference, name: 'n', value: '5 + 5' }
    t.match(await client.request('setVariable', set), { value: '10' })
    t.match(await evaluate('n', running[0]!.id), { result: '10' })
    const waitingScope = await scopeOf(waiting!.id)
    await t.rejects(
        client.request('setVariable', {
            variablesReference: waitingScope.variablesReference,
            name: 'copy',
            value: '1',
        }),
        { message: /the fiber waits/ },
    )
    await client.request('next', { threadId })
    await client.stop()
    await t.rejects(client.request('scopes', { frameId: running[0]!.id }), { message: /has gone on/ })
})

t.test('DapServer steps a fiber that waits by waiting for it', async t => {
    const client = await start(t, client => setLines(client, { line: 29 }))
    await client.stop()
    await setLines(client)
    const last = (await threadsOf(client)).find(({ name }) => name.startsWith('last'))!
    await client.request('next', { threadId: last.id })
    const { threadId, reason } = await client.stop()
    t.strictSame({ threadId, reason }, { threadId: last.id, reason: 'step' })
    t.match(await client.stack(last.id), [{ name: 'last', line: 52 }])
    t.match(client.output, /count 10\n/)
})

t.test('DapServer has breakpoints with conditions, hit counts and messages, and of functions', async t => {
    const client = await start(t, async client => {
        t.match(await setLines(client, { line: 29, condition: 'this.count === 2' }, { line: 30, hitCondition: 'x' }), {
            breakpoints: [
                { id: 1, verified: false, line: 29, message: 'Nothing that is loaded has this place' },
                {
                    verified: false,
                    message: 'Cannot read the hit count x: wanted a number, or <, <=, =, >, >=, % and one',
                },
            ],
        })
    })
    t.match(await client.event('breakpoint'), { reason: 'changed', breakpoint: { id: 1, verified: true, line: 29 } })
    let hit: readonly number[] = []
    const countNow = async () => {
        const { threadId, hitBreakpointIds = [] } = await client.stop()
        hit = hitBreakpointIds
        const [top] = await client.stack(threadId!)
        return (await client.request<{ result: string }>('evaluate', { expression: 'this.count', frameId: top!.id }))
            .result
    }
    const go = () => client.request('continue', { threadId: 1 })
    t.equal(await countNow(), '2')
    await setLines(client, { line: 30, hitCondition: '= 3' })
    await go()
    t.equal(await countNow(), '5')
    await setLines(client, { line: 30, hitCondition: '% 2' }, { line: 29, logMessage: 'n {n} of {this} {no.no}' })
    await go()
    t.equal(await countNow(), '7')
    t.match(client.output, /^n 1 of Counter \{ count: 6 \} <no is not defined>$/m)
    // Two at one place, of which each is asked once.
    const { breakpoints } = await setLines(client, { line: 28, hitCondition: '= 2' })
    const functions = await client.request<DebugProtocol.SetFunctionBreakpointsResponse['body']>(
        'setFunctionBreakpoints',
        { breakpoints: [{ name: 'Counter.add', condition: 'this.count > 7' }, { name: 'nothing' }] },
    )
    t.match(functions, { breakpoints: [{ verified: true, line: 28 }, { verified: false }] })
    await go()
    t.equal(await countNow(), '8')
    t.strictSame(
        hit,
        [breakpoints[0], functions.breakpoints[0]].map(each => each!.id),
    )
})

t.test('DapServer stops at exceptions that nothing in the fiber catches, or at all', async t => {
    const client = await start(t, client => client.request('setExceptionBreakpoints', { filters: ['uncaught'] }))
    const stop = await client.stop()
    t.match(stop, { reason: 'exception', text: 'RangeError: too far: 99' })
    t.match(await client.stack(stop.threadId!), [{ name: 'failing', line: 10 }, { name: 'last' }])
    t.match(await client.request('exceptionInfo'), {
        exceptionId: 'RangeError',
        description: 'RangeError: too far: 99',
        breakMode: 'unhandled',
    })
    const all = await start(t, client => client.request('setExceptionBreakpoints', { filters: ['all'] }))
    t.match(await all.stop(), { reason: 'exception', text: 'RangeError: too far: 0' })
    await all.request('continue', { threadId: 1 })
    t.match(await all.stop(), { text: 'RangeError: too far: 1' })
    await all.request('restart')
    t.match(await all.stop(), { reason: 'exception', text: 'RangeError: too far: 0' }, 'as it was set before')
    t.equal(all.counts['terminated'], undefined)
})

t.test('DapServer at a port attaches to a program, and leaves it running', async t => {
    const { child, url } = await debuggee(fileURLToPath(new URL('fixtures/walk.js', import.meta.url)), {
        wait: false,
        env: { WALKERS: '3' },
    })
    t.teardown(() => child.kill('SIGKILL'))
    const listener = await listenForEditors(0, { module })
    t.teardown(() => listener.close())
    for (const leave of ['disconnect', 'crash'] as const) {
        const client = await DapClient.connect(listener.port)
        await client.request('initialize', { adapterID: 'fibers' })
        await t.rejects(client.request('threads'), { message: /Nothing is debugged/ })
        await t.rejects(client.request('nonsense'), { message: 'nonsense: Cannot do nonsense: not supported' })
        await client.request('attach', { port: Number(new URL(url).port) })
        await client.event('initialized')
        await client.request('configurationDone')
        await t.rejects(client.request('stackTrace', { threadId: 1 }), { message: /the program runs/ })
        await client.request('pause', { threadId: 1 })
        t.match(await client.stop(), { reason: 'pause' })
        t.equal((await threadsOf(client)).length, 4)
        if (leave === 'disconnect') {
            await client.request('disconnect')
        } else {
            client.crash()
        }
        t.ok(await goesOn(url), leave)
    }
    t.equal(child.exitCode, null)
})

t.test('DapServer goes when it is told nonsense', async t => {
    const listener = await listenForEditors(0, { module })
    t.teardown(() => listener.close())
    for (const text of [
        'GET / HTTP/1.1\r\n\r\n',
        'Content-Length: 9999999999\r\n\r\n',
        'x'.repeat(5000),
        'Content-Length: 2\r\n\r\n{{',
    ]) {
        const socket = connect(listener.port, '127.0.0.1')
        socket.on('error', () => {})
        socket.write(text)
        await once(socket, 'close')
    }
    const client = await DapClient.connect(listener.port)
    t.match(await client.request('initialize'), { supportsConfigurationDoneRequest: true })
    await t.rejects(client.request('launch', { program: '/nowhere.js' }), { message: /no such file/ })
})

t.test('ioto debug --dap launches a TypeScript program of the package as it is published', async t => {
    const folder = t.testdir({
        'app.ts': [
            "import { type Fiber, sleep, spawn } from 'ioto-fiber/fiber'",
            '',
            'function* child(n: number): Fiber<number> {',
            '    yield* sleep(0)',
            '    return n + 1',
            '}',
            '',
            'for (const n of [10, 20]) {',
            '    spawn(function* parent() {',
            '        let sum = 0',
            '        sum += yield* child(n)',
            '        console.log(sum)',
            '    })',
            '}',
            '',
        ].join('\n'),
    })
    const path = join(folder, 'app.ts')
    const { NODE_OPTIONS: _, ...env } = process.env
    const ioto = spawn(process.execPath, [main, 'debug', '--dap'], { stdio: ['pipe', 'pipe', 'inherit'], env })
    t.teardown(() => ioto.kill('SIGKILL'))
    const client = new DapClient(ioto.stdout, ioto.stdin)
    await client.launch({ program: path, cwd: folder })
    await client.request('setBreakpoints', { source: { path }, breakpoints: [{ line: 11, condition: 'n === 20' }] })
    await client.request('configurationDone')
    const { threadId } = await client.stop()
    const places = async () => (await client.stack(threadId!)).map(({ name, line }) => `${name}:${line}`)
    const step = async (kind: string) => {
        await client.request(kind, { threadId })
        t.equal((await client.stop()).threadId, threadId, 'the fiber')
        return places()
    }
    t.strictSame(await places(), ['parent:11'])
    t.strictSame(await step('stepIn'), ['child:4', 'parent:11'])
    t.strictSame(await step('next'), ['child:5', 'parent:11'])
    t.strictSame(await step('stepOut'), ['parent:12'])
    const [top] = await client.stack(threadId!)
    t.match(await client.locals(top!.id), { sum: '21', 'Return value': '21' })
    await client.request('continue', { threadId })
    t.strictSame(await client.event('exited'), { exitCode: 0 })
    await client.event('terminated')
    t.equal(client.output, '11\n21\n')
    await client.request('disconnect')
    ioto.stdin.end()
    t.strictSame(await once(ioto, 'exit'), [0, null])
})
