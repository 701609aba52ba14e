import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import {
    connect,
    describeLongSlice,
    detach,
    expandPath,
    type Fiber,
    fromPromise,
    onUncaught,
    run,
    SocketError,
    setFiberLimit,
    setLogHandler,
    sleep,
    spawn,
    statistics,
    tlsClient,
    watchLoop,
} from '../../../fiber/index.js'
import { Agent, type AgentConfig, type AgentOptions, loadConfig } from '../../../services/agent/index.js'
import type { WebConfig } from '../../../services/web/index.js'
import { makePki, noOpenssl } from '../../fiber/tls/pki.js'

/** A configuration with these files; the state directory is beside them. */
function configOf(t: Test, web: WebConfig, rest: object = {}): AgentConfig {
    const directory = mkdtempSync(join(tmpdir(), 'agent-'))
    t.teardown(() => rmSync(directory, { recursive: true, force: true }))
    const both = { listen: ['http://127.0.0.1:0'], routes: [{ handler: 'action' }], ...web }
    writeFileSync(join(directory, 'ioto.json5'), JSON.stringify({ log: { path: 'none' }, ...rest }))
    writeFileSync(join(directory, 'web.json5'), JSON.stringify(both))
    return loadConfig({ config: directory, state: join(directory, 'state') })
}

/** Runs `body` while an agent runs. */
function running<T>(config: AgentConfig, body: (agent: Agent) => Fiber<T>, options: AgentOptions = {}): Promise<T> {
    return run(function* () {
        const agent = new Agent(config, { version: '1.2.3', keepLog: true, ...options })
        yield* agent.start()
        try {
            return yield* body(agent)
        } finally {
            yield* agent.stop()
        }
    })
}

/** Takes a port of this machine for the time of a test, this one or (0) any; gives it. */
function takePort(t: Test, port: number): Promise<number> {
    const server = createServer()
    return new Promise(resolve => {
        server.on('listening', () => {
            t.teardown(() => server.close())
            resolve((server.address() as { port: number }).port)
        })
        // Taken by somebody else is as good.
        server.on('error', () => resolve(port))
        server.listen(port, '127.0.0.1')
    })
}

t.test(
    'Agent.start serves https with the certificate of tls, and shows what log.show says',
    { skip: noOpenssl },
    async t => {
        const pki = makePki()
        t.teardown(() => pki.remove())
        const tls = { certificate: pki.path('server.crt'), key: pki.path('server.key') }
        const shown: string[] = []
        const former = setLogHandler((type, _source, message) => type === 'raw' && shown.push(message))
        try {
            const config = configOf(t, { listen: ['https://127.0.0.1:0'] }, { tls, log: { show: 'H' } })
            await running(config, function* (agent) {
                const { port } = new URL(agent.web!.urls[0]!)
                const client = tlsClient({ authority: pki.path('ca.crt') })
                const socket = yield* connect({ host: 'localhost', port: Number(port), tls: client })
                yield* socket.write('GET /api/status HTTP/1.0\r\n\r\n')
                t.match((yield* socket.readAll()).toString(), /^HTTP\/1\.0 200 OK\r\n/)
                yield* socket.close()
            })
        } finally {
            setLogHandler(former)
        }
        t.match(shown.join(''), /Request <<<<\n\nGET \/api\/status HTTP\/1\.0\r\n/)
    },
)

t.test('Agent.start serves the status as JSON that nobody keeps', async t => {
    await running(configOf(t, {}), function* (agent) {
        const [url] = agent.web!.urls
        const response = yield* fromPromise(fetch(`${url}/api/status`))
        t.equal(response.status, 200)
        t.equal(response.headers.get('content-type'), 'application/json')
        t.equal(response.headers.get('cache-control'), 'no-store')
        const status = (yield* fromPromise(response.json())) as Record<string, unknown>
        t.match(status, { name: 'ioto-fiber', version: '1.2.3', web: { requests: 1 }, fibers: [{ state: 'waiting' }] })
        t.same(Object.keys(status), Object.keys(agent.statistics()))
    })
})

t.test('Agent.stop ends all fibers, and the agent can be started again', async t => {
    const agent = new Agent(configOf(t, {}))
    for (let i = 0; i < 2; i++) {
        await run(function* () {
            yield* agent.start()
            const { port } = agent.web!.addresses[0]!
            const url = `http://127.0.0.1:${port}/api/status`
            yield* fromPromise(fetch(url).then(response => response.text()))
            yield* agent.stop()
            t.equal(agent.web, null)
            yield* fromPromise(t.rejects(fetch(url)))
        })
        t.equal(statistics().live, 0)
    }
    await run(() => agent.stop())
})

t.test('Agent.start refuses to start twice', async t => {
    await running(configOf(t, {}), function* (agent) {
        yield* fromPromise(
            t.rejects(
                run(() => agent.start()),
                { name: 'AgentError', code: 'AGENT_MISUSE' },
            ),
        )
        t.equal(agent.web!.urls.length, 1)
    })
})

t.test('Agent.stop lets requests in flight finish', async t => {
    const config = configOf(t, {})
    const text = await running(config, function* (agent) {
        let go = () => {}
        const arrived = new Promise<void>(resolve => {
            agent.web!.addAction('/slow', function* (web) {
                const gate = new Promise<void>(open => {
                    go = open
                })
                resolve()
                yield* fromPromise(gate)
                yield* web.json('slow')
            })
        })
        const response = fetch(`${agent.web!.urls[0]}/slow`).then(response => response.text())
        yield* fromPromise(arrived)
        const stopping = detach('stop', () => agent.stop())
        yield* sleep(1)
        t.equal(stopping.state, 'waiting')
        go()
        yield* stopping.join()
        return yield* fromPromise(response)
    })
    t.equal(text, '"slow"')
})

t.test('Agent.stop cancels requests that do not finish in the configured time', async t => {
    const log: string[] = []
    await running(configOf(t, {}, { timeouts: { stop: 0 } }), function* (agent) {
        const arrived = new Promise<void>(resolve => {
            agent.web!.addAction('/endless', function* () {
                resolve()
                try {
                    yield* sleep(1e9)
                } finally {
                    log.push('cleaned up')
                }
            })
        })
        const failed = t.rejects(fetch(`${agent.web!.urls[0]}/endless`))
        yield* fromPromise(arrived)
        yield* agent.stop()
        yield* fromPromise(failed)
    })
    t.same(log, ['cleaned up'])
})

t.test('Agent.start takes the next port when one is in use', async t => {
    const port = await takePort(t, 0)
    await running(configOf(t, { listen: [`http://127.0.0.1:${port}`] }, { sparePorts: 50 }), function* (agent) {
        const { port: chosen } = agent.web!.addresses[0]!
        t.ok(chosen > port && chosen <= port + 50, `${chosen} instead of ${port}`)
        const response = yield* fromPromise(fetch(`${agent.web!.urls[0]}/api/status`))
        t.equal(response.status, 200)
    })
})

t.test('Agent.start moves all ports together, but not the port 0', async t => {
    const port = await takePort(t, 0)
    const listen = ['http://127.0.0.1:0', `http://127.0.0.1:${port}`]
    await running(configOf(t, { listen }, { sparePorts: 50 }), function* (agent) {
        t.equal(agent.web!.addresses.length, 2)
        t.ok(agent.web!.addresses[1]!.port > port)
        yield* sleep(0)
    })
})

t.test('Agent.start throws AGENT_NO_PORT when no port is free', async t => {
    const port = await takePort(t, 0)
    await takePort(t, port + 1)
    const listen = [`http://127.0.0.1:${port}`]
    const start = (sparePorts: number) => running(configOf(t, { listen }, { sparePorts }), () => sleep(0) as never)
    await t.rejects(start(0), {
        name: 'AgentError',
        code: 'AGENT_NO_PORT',
        message: `Cannot listen on http://127.0.0.1:${port}: in use by another program`,
        cause: { code: 'SOCKET_IN_USE' },
    })
    const message = `Cannot listen on http://127.0.0.1:${port}, nor with one of the 1 ports that follow: in use by another program`
    await t.rejects(start(1), { code: 'AGENT_NO_PORT', message })
    t.equal(statistics().live, 0)
})

t.test('Agent.start does not look for ports above 65535', async t => {
    await takePort(t, 65535)
    const config = configOf(t, { listen: ['http://127.0.0.1:65535'] }, { sparePorts: 5 })
    await t.rejects(
        run(() => new Agent(config).start()),
        { code: 'AGENT_NO_PORT', message: 'Cannot listen on http://127.0.0.1:65535: in use by another program' },
    )
})

t.test(
    'Agent.start throws other errors of the web server as they are, those of documents with their place',
    async t => {
        const start = (web: WebConfig) => run(() => new Agent(configOf(t, web, { sparePorts: 9 })).start())
        await t.rejects(start({ listen: ['http://192.0.2.1:8080'] }), SocketError)
        await t.rejects(start({ routes: [{}], documents: '/nowhere' }), {
            code: 'AGENT_CONFIG_VALUE',
            message: /web\.json5:1:\d+: documents is '\/nowhere', wanted a directory that can be read$/,
        })
    },
)

t.test('Agent.start serves no status without a route for actions', async t => {
    await running(configOf(t, { routes: [{}], documents: t.testdir({ 'a.txt': 'hello' }) }), function* (agent) {
        const [url] = agent.web!.urls
        t.equal(yield* fromPromise(fetch(`${url}/a.txt`).then(response => response.text())), 'hello')
        t.equal(yield* fromPromise(fetch(`${url}/api/status`).then(response => response.status)), 404)
    })
})

t.test('Agent.start starts no service that is switched off', async t => {
    await running(configOf(t, {}, { services: { web: false, database: false } }), function* (agent) {
        t.equal(agent.web, null)
        t.equal(agent.statistics().web, null)
        yield* sleep(0)
    })
})

t.test('Agent sets policy and limits of the process while it runs', async t => {
    const handler = () => {}
    const former = onUncaught(handler)
    setFiberLimit(1000)
    t.teardown(() => {
        onUncaught(former)
        setFiberLimit(0)
    })
    const errors = t.capture(console, 'error')
    await running(configOf(t, {}, { limits: { fibers: 5 } }), function* (agent) {
        detach('unlucky', function* () {
            yield* sleep(0)
            throw new Error('out of luck')
        })
        yield* sleep(1)
        t.equal(agent.web!.urls.length, 1, 'it goes on')
        t.throws(
            () => {
                for (let i = 0; i < 100; i++) {
                    detach('many', () => sleep(0))
                }
            },
            { code: 'FIBER_LIMIT' },
        )
    })
    t.match(
        errors().map(({ args }) => String(args[0])),
        [/^Fiber \d+ unlucky failed: Error: out of luck/],
    )
    const failing = new Agent(configOf(t, { listen: ['http://192.0.2.1:8080'] }))
    await t.rejects(run(() => failing.start()))
    t.equal(onUncaught(handler), handler)
    t.equal(setFiberLimit(1000), 1000)
})

t.test('Agent.start refuses a state directory that another agent has', async t => {
    const config = configOf(t, {})
    await running(config, function* () {
        yield* fromPromise(
            t.rejects(
                run(() => new Agent(config).start()),
                {
                    code: 'AGENT_IN_USE',
                    message: new RegExp(
                        `^Cannot use the state directory .*/state: process ${process.pid} runs an agent`,
                    ),
                },
            ),
        )
    })
    await running(config, () => sleep(0) as never)
})

t.test('Agent.start says why the state directory cannot be made', async t => {
    const directory = t.testdir({ 'ioto.json5': '{}', file: '' })
    const config = loadConfig({ config: directory, state: join(directory, 'file', 'state') })
    await t.rejects(
        run(() => new Agent(config).start()),
        { code: 'AGENT_STATE', message: /^Cannot use the state directory .*: ENOTDIR: not a directory$/ },
    )
})

t.test('Agent starts in safe mode after crashes in a row, and in the usual way after a proper end', async t => {
    const config = configOf(t, {}, { services: { web: true, database: true }, safeMode: { crashes: 2 } })
    const state = expandPath('@state')
    mkdirSync(state, { recursive: true })
    const now = Date.now()
    writeFileSync(join(state, 'starts.json'), JSON.stringify([now - 2000, now - 1000]))
    const started: string[] = []
    const hooks = {
        start: () => {
            started.push('app')
        },
    }
    // There is no schema: without safe mode it could not start.
    await running(
        config,
        function* (agent) {
            t.equal(agent.isSafe, true)
            t.match(
                agent.services.map(({ name, state }) => [name, state]),
                [['web', 'ready']],
            )
            const response = yield* fromPromise(fetch(`${agent.web!.urls[0]}/api/status`))
            t.match(yield* fromPromise(response.json()), { safe: true, database: null })
        },
        { hooks },
    )
    t.same(started, [])
    await t.rejects(
        running(config, () => sleep(0) as never),
        { code: 'AGENT_SERVICE', message: /^Cannot open database .*schema\.json5/ },
    )
})

t.test('Agent.start tells of each mistake before it starts anything', async t => {
    const mistakes: [web: object, rest: object, message: RegExp][] = [
        [{ limits: { bdy: 5 } }, {}, /web\.json5:1:\d+: limits\.bdy is no known property: is limits\.body meant\?$/],
        [
            { listen: ['http://[::1'] },
            {},
            /web\.json5:1:\d+: listen\[0\] is 'http:\/\/\[::1', wanted \[IPv6 address\]:port$/,
        ],
        [
            { listen: ['http://a..b:80'] },
            {},
            /web\.json5:1:\d+: listen\[0\] is 'http:\/\/a\.\.b:80', wanted an address of this machine/,
        ],
        [
            {},
            { tls: { certificat: 'x' } },
            /ioto\.json5:1:\d+: tls\.certificat is no known property: is tls\.certificate/,
        ],
        [
            {},
            { services: { sync: true } },
            /^Cannot start service sync \(.*ioto\.json5:1:\d+\): this version does not have it/,
        ],
    ]
    for (const [web, rest, message] of mistakes) {
        await t.rejects(
            running(configOf(t, web as WebConfig, rest), () => sleep(0) as never),
            { name: 'AgentError', message },
        )
        t.equal(statistics().live, 0)
    }
})

t.test(
    'Agent.reload starts the web server again only where it has changed, with the actions of the application',
    async t => {
        const first = configOf(t, {})
        const directory = expandPath('@config')
        const again = () => loadConfig({ config: directory, state: expandPath('@state') })
        const hooks = {
            start: (agent: Agent) =>
                agent.web!.addAction('/hello', function* (web) {
                    yield* web.json('hello')
                }),
        }
        const ask = (agent: Agent, path: string) =>
            fromPromise(
                fetch(`${agent.web!.urls[0]}${path}`).then(async ({ status, headers }) => [status, headers.get('x-a')]),
            )
        await running(
            first,
            function* (agent) {
                const host = agent.web
                t.same(yield* agent.reload(again()), [])
                t.equal(agent.web, host)
                writeFileSync(
                    join(directory, 'web.json5'),
                    "{ listen: ['http://127.0.0.1:0'], routes: [{ handler: 'action' }], headers: { 'X-A': 'new' } }",
                )
                t.same(yield* agent.reload(again()), ['web'])
                t.not(agent.web, host)
                t.same(yield* ask(agent, '/api/status'), [200, 'new'])
                t.same(yield* ask(agent, '/hello'), [200, 'new'])
                writeFileSync(join(directory, 'web.json5'), '{ listen: 5 }')
                const before = agent.web
                let failure: unknown
                try {
                    yield* agent.reload(again())
                } catch (error) {
                    failure = error
                }
                t.match(failure, {
                    code: 'AGENT_CONFIG_VALUE',
                    message: /web\.json5:1:11: listen is 5, wanted a list$/,
                })
                t.equal(agent.web, before, 'the one before stays')
                t.same(yield* ask(agent, '/hello'), [200, 'new'])
            },
            { hooks },
        )
    },
)

t.test('Agent.reload goes back to the services before when those of the new configuration cannot start', async t => {
    await running(configOf(t, {}, { services: { web: true, database: false } }), function* (agent) {
        const names = () => agent.services.map(({ name, state }) => `${name} ${state}`)
        const directory = expandPath('@config')
        const again = { services: { web: false, database: true }, log: { path: 'none' } }
        writeFileSync(join(directory, 'ioto.json5'), JSON.stringify(again))
        let failure: unknown
        try {
            // There is no schema.
            yield* agent.reload(loadConfig({ config: directory, state: expandPath('@state') }))
        } catch (error) {
            failure = error
        }
        t.match(failure, { code: 'AGENT_SERVICE', message: /^Cannot open database/ })
        t.same(names(), ['web ready'])
        const status = yield* fromPromise(fetch(`${agent.web!.urls[0]}/api/status`).then(({ status }) => status))
        t.equal(status, 200)
        t.equal(agent.flags.database, false)
    })
})

t.test('Agent.logTail has the latest messages while the agent runs, whatever the log says', async t => {
    const agent = new Agent(configOf(t, {}), { version: '1.2.3' })
    await run(function* () {
        t.equal(agent.logTail, null)
        yield* agent.start()
        const lines = agent.logTail!.since(0).map(({ message }) => message)
        t.match(lines, [/^Starting Ioto 1\.2\.3/, /^Enabling services: web$/, /^Listening http/, 'Ioto ready'])
        yield* agent.stop()
        t.equal(agent.logTail, null)
    })
})

t.test('Agent reports fibers that hold the thread when its application has started, not before', async t => {
    const held: string[] = []
    const limit = watchLoop(20, ({ suspects }) => held.push(...suspects.map(({ name }) => name)))
    t.teardown(() => watchLoop(limit, slice => console.warn(describeLongSlice(slice))))
    const hold = (): void => {
        const end = performance.now() + 30
        while (performance.now() < end) {}
    }
    await running(
        configOf(t, {}),
        function* () {
            for (let limit = 0; limit !== 20; watchLoop(limit)) {
                yield* sleep(1)
                limit = watchLoop(Infinity)
            }
            const late = detach('late', function* () {
                hold()
                yield* sleep(0)
            })
            yield* late.join()
        },
        {
            hooks: {
                *start() {
                    const early = detach('early', function* () {
                        hold()
                        yield* sleep(0)
                    })
                    yield* early.join()
                },
            },
        },
    )
    t.ok(held.includes('late'))
    t.notOk(held.includes('early'))
    t.equal(watchLoop(20), 20, 'it is as before')
})

t.test('Agent runs its application with actions of its own, starts it again when it fails, and gives up', async t => {
    const errors: string[] = []
    const former = setLogHandler((type, _source, message) => type === 'error' && errors.push(message))
    t.teardown(() => setLogHandler(former))
    const config = configOf(t, {}, { supervise: { restarts: 1 } })
    const notes: string[] = []
    await running(
        config,
        function* (agent) {
            const outcome = yield* agent.wait()
            t.match(outcome, { how: 'failure', error: { code: 'AGENT_SERVICE', message: /service app running/ } })
            t.equal(agent.isReady, true, 'the services go on until somebody stops them')
        },
        {
            hooks: {
                *start(agent: Agent) {
                    notes.push(`start, with the action: ${agent.web!.actions.some(({ match }) => match === '/app')}`)
                    agent.web!.addAction('/app', () => {})
                    spawn(function* () {
                        yield* sleep(1)
                        throw new Error('application broke')
                    })
                },
                stop: () => {
                    notes.push('stop')
                },
            },
        },
    )
    const start = 'start, with the action: false'
    t.same(notes, [start, 'stop', start, 'stop'])
    t.equal(errors.filter(text => /^Service app failed: Error: application broke\n {4}at /.test(text)).length, 2)
})

t.test('Agent.wait tells of an application whose start gives a number below 0', async t => {
    const former = setLogHandler(() => {})
    t.teardown(() => setLogHandler(former))
    await running(
        configOf(t, {}),
        function* (agent) {
            t.match(yield* agent.wait(), { how: 'failure', error: { message: /ioStart\(\) failed: it gave -7/ } })
        },
        { hooks: { start: () => -7 } },
    )
})

t.test('Agent keeps a database, and the item about the device as device.json5 says', async t => {
    const config = () => {
        const loaded = configOf(
            t,
            {},
            { services: { web: false, database: true }, device: { id: 'D1', name: 'first' } },
        )
        const directory = expandPath('@config')
        writeFileSync(
            join(directory, 'schema.json5'),
            "{ blend: ['parts/OneTable.json5', 'parts/LocalSchema.json5'], models: {} }",
        )
        return { loaded, directory }
    }
    const { loaded, directory } = config()
    await running(loaded, function* (agent) {
        t.match(agent.db!.find('Device', null), [{ data: { id: 'D1', name: 'first' } }])
        agent.db!.create('User', { username: 'joe', role: 'user' })
        yield* agent.db!.flush()
    })
    writeFileSync(
        join(directory, 'ioto.json5'),
        "{ services: { web: false }, log: { path: 'none' }, device: { id: 'D2', name: 'second' } }",
    )
    await running(loadConfig({ config: directory, state: join(directory, 'state') }), function* (agent) {
        t.match(agent.db!.find('Device', null), [{ data: { id: 'D2', name: 'second' } }])
        t.match(agent.db!.findOne('User', { username: 'joe' }), { data: { role: 'user' } })
        yield* sleep(0)
    })
})
