import { once } from 'node:events'
import { networkInterfaces } from 'node:os'
import t from 'tap'
import { WebSocket } from 'ws'
import type { StackTrace } from '../../../services/debug/cdp.js'
import { startDebugging } from '../../../services/debug/index.js'
import '../../fiber/process/plain-children.js'
import { randomOf } from '../../long/random.js'
import { CdpClient, debuggee, goesOn } from './cdp-client.js'
import { meet, stroll } from './stroll.js'

// Each test starts a process, and stops it again and again.
t.setTimeout(180_000)

const walk = new URL('fixtures/walk.js', import.meta.url).pathname

t.test('Stepper stays in the fiber, whatever the steps: 40 random commands among 20 fibers', async t => {
    const random = randomOf(7)
    const { wrong, commands, resumed, paused } = await stroll({
        fibers: 20,
        commands: 40,
        random: () => random(1e6) / 1e6,
    })
    t.strictSame(wrong, [])
    t.strictSame({ commands, resumed, paused }, { commands: 40, resumed: 40, paused: 40 })
})

t.test('One program after the other front end', async t => {
    const { child, url } = await debuggee(walk, { env: { WALKERS: '5' } })
    t.teardown(() => child.kill('SIGKILL'))

    await t.test('FrontEnd shows the other fibers below the stack of the thread', async t => {
        const client = await CdpClient.connect(url)
        await meet(client, 3)
        let stop = await client.step('Over')
        for (let i = 0; i < 3; i++) {
            stop = await client.step('Over')
        }
        const fibers: string[] = []
        for (let trace: StackTrace | undefined = stop.asyncStackTrace; trace !== undefined; trace = trace.parent) {
            fibers.push(`${trace.description}: ${trace.callFrames.map(({ functionName }) => functionName).join(' < ')}`)
        }
        t.equal(fibers.length, 4)
        t.match(fibers[0], /^fiber 1 "worker" \w+ \(\w+\): .*worker$/)
        t.ok(
            fibers.every(line => !line.startsWith('fiber 3')),
            'not the one that runs',
        )
        await client.close()
        t.ok(await goesOn(url), 'closed while paused')
    })

    await t.test(
        'FrontEnd that is closed or crashes within a step leaves the program as if it had never been',
        async t => {
            for (const kind of ['Over', 'Into', 'Out'] as const) {
                for (const leave of ['close', 'kill'] as const) {
                    const client = await CdpClient.connect(url)
                    await client.send('Debugger.enable')
                    await client.send('Debugger.pause')
                    await client.stop()
                    void client.send(`Debugger.step${kind}`)
                    await client[leave]()
                    t.ok(await goesOn(url), `${leave} within a step ${kind}`)
                }
            }
            const client = await CdpClient.connect(url)
            const iterator = 'Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()))[Symbol.iterator].name'
            const isPatched = async () => {
                const { result } = await client.send<{ result: { value: string } }>('Runtime.evaluate', {
                    expression: iterator,
                    returnByValue: true,
                })
                return result.value !== '[Symbol.iterator]'
            }
            while (await isPatched()) {
                // Until the endpoint has taken back what the latest has left.
            }
            await client.close()
        },
    )

    await t.test('FrontEnd with company: both see the pauses, and the program goes on when one crashes', async t => {
        const pair = async () => {
            const [first, second] = [await CdpClient.connect(url), await CdpClient.connect(url)]
            for (const each of [first, second]) {
                await each.send('Debugger.enable')
            }
            await first.send('Debugger.pause')
            await Promise.all([first.stop(), second.stop()])
            return [first, second] as const
        }
        const [one, two] = await pair()
        await one.send('Debugger.stepOver')
        one.kill()
        await two.close()
        t.ok(await goesOn(url), 'one crashed within a step, the other closed')

        const [three, four] = await pair()
        await four.send('Debugger.resume')
        three.kill()
        t.ok(await goesOn(url), 'one has let it go on, the other crashed')
        await four.close()
        t.equal(child.exitCode, null)
    })

    await t.test(
        'FrontEnd pauses the program also where V8 drops the pause: in calls of the runtime alone',
        async t => {
            const client = await CdpClient.connect(url)
            await client.send('Debugger.enable')
            for (let i = 0; i < 60; i++) {
                await client.send('Debugger.pause')
                await client.stop()
                await client.send('Debugger.resume')
            }
            t.equal(client.counts['Debugger.paused'], 60)
            await client.close()
        },
    )

    await t.test('FrontEnd shows no worker that is not of the program', async t => {
        const client = await CdpClient.connect(url)
        await client.send('NodeWorker.enable', { waitForDebuggerOnStart: false })
        const expression = `const { Worker } = process.getBuiltinModule('node:worker_threads')
            globalThis.other = new Worker('setInterval(() => {}, 1e9)', { eval: true })`
        await client.send('Runtime.evaluate', { expression })
        const shown = () => client.counts['NodeWorker.attachedToWorker'] ?? 0
        while (shown() === 0) {
            await client.send('Runtime.evaluate', { expression: '0' })
        }
        t.equal(shown(), 1, 'one of its own; that of the endpoint was there before')
        await client.close()
    })

    await t.test('The endpoint listens on 127.0.0.1 only, and wants the token', async t => {
        const { port, pathname } = new URL(url)
        t.match(pathname, /^\/[0-9a-f]{32}$/)
        const list = await fetch(`http://127.0.0.1:${port}/json/list`)
        t.ok(list.headers.has('content-length'), 'not in chunks, which chrome://inspect cannot read')
        t.match(await list.json(), [{ webSocketDebuggerUrl: url }])
        const outside = Object.values(networkInterfaces())
            .flat()
            .find(each => each?.family === 'IPv4' && !each.internal)
        if (outside !== undefined) {
            await t.rejects(fetch(`http://${outside.address}:${port}/json/list`))
        }
        for (const [address, headers] of [
            [`ws://127.0.0.1:${port}/`, {}],
            [url, { Origin: 'http://evil.example' }],
            [url, { Host: 'evil.example' }],
        ] as const) {
            const socket = new WebSocket(address, { headers })
            const [error] = await once(socket, 'error')
            t.match(error.message, '403')
        }
        const page = await fetch(`http://127.0.0.1:${port}/json/list`, { headers: { Origin: 'http://evil.example' } })
        t.equal(page.status, 404)
    })
})

t.test('startDebugging refuses the profile prod, unless forced', async t => {
    t.throws(() => startDebugging({ profile: 'prod' }), { code: 'DEBUG_REFUSED' })
    await t.rejects(debuggee(walk, { env: { NODE_ENV: 'production' } }), { message: /DEBUG_REFUSED/ })
    const { child, url } = await debuggee(walk, { wait: false, env: { IOTO_PROFILE: 'prod', IOTO_DEBUG_FORCE: '1' } })
    child.kill('SIGKILL')
    t.match(url, 'ws://127.0.0.1:')
})
