import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { Breakpoint, DebugSession, type Frame, type Stop } from '../../../../services/debug/session/index.js'
import { debuggee } from '../cdp-client.js'

// Each test starts a process.
t.setTimeout(180_000)

const program = new URL('../fixtures/walk.js', import.meta.url)
const source = fileURLToPath(program).replace('/dist/test/', '/test/').replace(/js$/, 'ts')
const lines = readFileSync(source, 'utf8').split('\n')

/** The number of the line in which a text is first. */
function lineOf(text: string): number {
    return lines.findIndex(line => line.includes(text)) + 1
}

async function walking(t: Test, count: number): Promise<DebugSession> {
    const { child, url } = await debuggee(fileURLToPath(program), { env: { WALKERS: String(count) } })
    t.teardown(() => child.kill('SIGKILL'))
    const session = await DebugSession.connect(url)
    await session.begin()
    const stop = await session.stopped()
    t.equal(stop?.reason, 'entry')
    return session
}

/** `function:line` of some calls. */
function calls(frames: readonly Frame[]): string {
    return frames.map(({ name, position }) => `${name}:${position?.line}`).join(' < ')
}

async function next(session: DebugSession): Promise<Stop> {
    const stop = await session.stopped()
    if (stop === null) {
        throw new Error('the program has gone')
    }
    return stop
}

async function locals(session: DebugSession, frame: Frame): Promise<Record<string, string>> {
    return Object.fromEntries((await session.locals(frame)).map(({ name, text }) => [name, text]))
}

t.test('DebugSession stops at a line of the source, in one fiber, and shows its calls and those of others', async t => {
    const session = await walking(t, 5)
    const line = lineOf('a += 1')
    const breakpoint = new Breakpoint({ kind: 'line', path: source, line }, { fiber: 3, condition: 'n === 0' })
    await session.breakpoints.add(breakpoint)
    t.match(breakpoint.positions, [{ path: source, line }])
    await session.resume()
    const stop = await next(session)
    t.match(stop, { reason: 'trap', fiber: 3 })
    t.ok(stop.traps.has(breakpoint))
    t.equal(breakpoint.hits, 1)
    t.equal(
        calls(stop.frames),
        `leaf:${line} < mid:${lineOf('m += yield* leaf(id, n)')} < worker:${lineOf('total += yield* mid')}`,
    )
    t.strictSame(await locals(session, stop.frames[0]!), { id: '3', n: '0', a: '0' })
    t.strictSame(await stop.frames[0]!.parameters(), ['id', 'n'])

    const rows = await session.fibers(10)
    t.match(
        rows.map(({ id, name, state }) => ({ id, name, state })),
        [1, 2, 3, 4, 5].map(id => ({ id, name: 'worker', state: id === 3 ? 'running' : String })),
    )
    const other = await session.frames(1)
    t.match(calls(other), /^leaf:\d+ < mid:\d+ < worker:\d+$/)
    t.match(await locals(session, other.at(-1)!), { id: '1', rounds: '1000000', total: '0', i: '0' })
    t.strictSame(await other.at(-1)!.parameters(), ['id', 'rounds'])
    t.equal((await other.at(-1)!.evaluate('id + rounds')).value, 1000001)
    t.equal((await other.at(-1)!.evaluate('i + total')).value, 0, 'variables of blocks')
    t.equal((await other.at(-1)!.evaluate('typeof mid + typeof this')).value, 'functionundefined')
    await t.rejects(other[0]!.evaluate('id ='), { code: 'DEBUG_EVALUATE', message: /^SyntaxError: / })
    await t.rejects(other[0]!.evaluate('nothing.at'), { message: 'ReferenceError: nothing is not defined' })
    await t.rejects(other[0]!.evaluate('id = 7'), { message: /Cannot change id: the fiber waits/ })
    t.equal((await stop.frames[0]!.evaluate('a = 40, a + 2')).value, 42)

    await session.step('over')
    t.match(await next(session), { reason: 'step', fiber: 3, frames: [{ position: { line: line + 1 } }] })
    await session.step('over')
    t.equal(calls((await next(session)).frames.slice(0, 1)), `leaf:${line + 2}`)
    await session.step('out')
    t.match(calls((await next(session)).frames), /^mid:\d+ < worker/)
})

t.test('Breakpoint of two fibers at one line, of a function, and one that is left out', async t => {
    const session = await walking(t, 5)
    const line = lineOf('a += 1')
    const both = [2, 4].map(fiber => new Breakpoint({ kind: 'line', path: source, line }, { fiber }))
    const named = new Breakpoint({ kind: 'function', name: 'thrower' }, { fiber: 'worker', temporary: true })
    for (const each of [...both, named]) {
        await session.breakpoints.add(each)
    }
    t.match(named.positions, [{ path: source, line: lineOf('const why') }])
    both[1]!.ignore = 1
    for (const [fiber, trap] of [
        [2, both[0]],
        [2, both[0]],
        [4, both[1]],
    ] as const) {
        await session.resume()
        const stop = await next(session)
        t.equal(stop.fiber, fiber)
        t.strictSame([...stop.traps], [trap])
    }
    for (const each of both) {
        await session.breakpoints.remove(each)
    }
    await session.resume()
    t.equal((await next(session)).frames[0]!.name, 'thrower')
    await session.resume()
    await session.pause()
    t.equal((await next(session)).reason, 'pause', 'temporary: it does not stop there again')
})

t.test('DebugSession stops a program that does nothing, and tells when it has gone', async t => {
    const { child, url } = await debuggee(fileURLToPath(new URL('../fixtures/idle.js', import.meta.url)), {})
    t.teardown(() => child.kill('SIGKILL'))
    const session = await DebugSession.connect(url)
    await session.begin()
    await next(session)
    await session.resume()
    while ((await session.fibers(1))[0]?.waitsFor !== 'never') {
        // Until it has begun.
    }
    await session.pause()
    t.match(await next(session), { reason: 'pause', fiber: 0, frames: { length: 0 } })
    t.match(calls(await session.frames(1)), /^waiter:\d+$/)
    t.equal((await session.evaluate('1 + 1')).value, 2)
    await session.resume()
    await session.pause()
    t.match(await next(session), { reason: 'pause' })
    child.kill('SIGKILL')
    await once(session, 'closed')
    t.equal(await session.stopped(), null)
    await t.rejects(session.fibers(1), { code: 'DEBUG_CONNECT' })
})
