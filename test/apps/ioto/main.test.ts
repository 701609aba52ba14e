import { execFile, spawnSync } from 'node:child_process'
import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { Child } from '../../fiber/process/child.js'
import { Client, configure, ioto, main, slowRequest, stateDirectory, statusOf, urlOf, waitActive } from './agent.js'

// Each test starts processes, which takes its time on a busy machine.
t.setTimeout(180_000)

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }

/** All that the command said before it ended with this exit code. */
async function output(t: Test, ...args: string[]) {
    const child = ioto(t, ...args)
    const { code, signal } = await child.ended
    return { code, signal, stdout: child.stdout, stderr: child.complaints }
}

t.test('ioto without arguments serves the status page on a port of this machine', async t => {
    const agent = ioto(t)
    const url = await urlOf(agent)
    t.match(url, /^http:\/\/127\.0\.0\.1:8[01]\d\d$/)
    t.match(agent.stdout, new RegExp(`^ioto ${version} serves ${url}\nPress Ctrl-C to stop\n$`))
    const types: Record<string, string> = {
        '/': 'text/html',
        '/status.css': 'text/css',
        '/status.js': 'text/javascript',
        '/chart.js': 'text/javascript',
        '/fiber-list.js': 'text/javascript',
        '/format.js': 'text/javascript',
        '/login.js': 'text/javascript',
        '/database.js': 'text/javascript',
        '/icon.svg': 'image/svg+xml',
        '/api/status': 'application/json',
    }
    for (const [path, type] of Object.entries(types)) {
        const response = await fetch(url + path)
        t.equal(response.status, 200, path)
        t.equal(response.headers.get('content-type')?.split(';')[0], type, path)
        t.equal(response.headers.get('x-content-type-options'), 'nosniff')
        t.match(response.headers.get('content-security-policy'), /default-src 'self'/)
        await response.arrayBuffer()
    }
    t.match(await statusOf(url), { version, pid: agent.process.pid, web: { requests: 11 } })
    t.equal(agent.complaints, '')
})

const curl = spawnSync('curl', ['--version']).error === undefined
t.test('ioto answers curl', { skip: curl ? false : 'curl is not installed' }, async t => {
    const url = await urlOf(ioto(t, '--config', configure(t)))
    const run = promisify(execFile)
    const page = await run('curl', ['-sSi', url])
    t.match(page.stdout, /^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\nContent-Type: text\/html\r\n[\s\S]*\r\n\r\n<!doctype html>/)
    const status = await run('curl', ['-sSi', '--http1.0', `${url}/api/status`])
    t.match(status.stdout, /^HTTP\/1\.[01] 200 OK\r\n[\s\S]*\r\n\r\n\{"name":"ioto-fiber",.*\}$/)
    const head = await run('curl', ['-sSI', url])
    t.match(head.stdout, /^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\nContent-Length: \d+\r\n\r\n$/)
    const gone = await run('curl', ['-sSi', '--path-as-is', `${url}/../../package.json`])
    t.match(gone.stdout, /^HTTP\/1\.1 40[04] /)
})

t.test('ioto --help and --version print to standard output', async t => {
    const help = await output(t, '--help')
    t.match(help, { code: 0, stderr: '', stdout: /^Usage: ioto \[command\] \[options\]\n[\s\S]*\n {2}run {2,}\S/ })
    t.same(await output(t, '--version'), { code: 0, signal: null, stderr: '', stdout: `${version}\n` })
    t.same(await output(t, 'run', '-V'), { code: 0, signal: null, stderr: '', stdout: `${version}\n` })
    const run = await output(t, 'run', '--help')
    t.match(run, {
        code: 0,
        stderr: '',
        stdout: /^Usage: ioto run \[options\] \[app\]\n[\s\S]*--config <dir>[\s\S]*Exit status:\n/,
    })
    t.same(await output(t, 'help', 'run'), run)
    t.same(await output(t, 'help'), help)
})

t.test('ioto with a wrong command line explains it and exits with 2', async t => {
    const option = await output(t, '--confg', 'x')
    t.match(option, {
        code: 2,
        stdout: '',
        stderr: /^ioto: unknown option '--confg'\n\(Did you mean --config\?\)\n\nUsage: ioto run \[options\] \[app\]\nOptions: --account /,
    })
    const word = await output(t, 'rum')
    t.match(word, {
        code: 2,
        stdout: '',
        stderr: /^ioto: unknown command 'rum'\n\(Did you mean run\?\)\n\nUsage: ioto /,
    })
    const help = await output(t, 'help', 'rum')
    t.same(help, word)
    const more = await output(t, 'run', 'app', 'more')
    t.match(more, { code: 2, stdout: '', stderr: /^ioto: too many arguments for 'run'/ })
    const value = await output(t, '--config')
    t.match(value, {
        code: 2,
        stdout: '',
        stderr: /^ioto: option '--config <dir>' argument missing\n\nUsage: ioto run /,
    })
})

t.test('ioto with a wrong configuration says where it is wrong, without a stack, and exits with 1', async t => {
    const broken = configure(t, { ioto: '{\n    // comment\n    limits: { fibers 5 },\n}' })
    t.same(await output(t, '--config', broken), {
        code: 1,
        signal: null,
        stdout: '',
        stderr: `ioto: Cannot parse configuration ${broken}/ioto.json5:3:22: found "5", wanted ":"\n`,
    })
    const wrong = configure(t, { web: "{ limits: { body: 'much' } }" })
    t.match(await output(t, '--config', wrong), {
        code: 1,
        stderr: /^ioto: Cannot use configuration .*\/web\.json5:1:19: limits\.body is "much", wanted [^\n]*\n$/,
    })
    const nowhere = join(broken, 'nowhere')
    t.match(await output(t, '--config', nowhere), {
        code: 1,
        stderr: `ioto: Cannot find required file ${nowhere}/ioto.json5\n`,
    })
    const site = configure(t, { web: "{ documents: '@config/nowhere' }" })
    t.match(await output(t, '--config', site), { code: 1, stderr: /^ioto: Cannot .*nowhere[^\n]*\n$/ })
    const endpoint = await output(t, '--config', configure(t), '--listen', 'http://127.0.0.1:http')
    t.match(endpoint, {
        code: 1,
        stderr: /^ioto: Cannot use --listen: web\.listen\[0\] is 'http:\/\/127\.0\.0\.1:http', wanted [^\n]*\n$/,
    })
})

t.test('ioto takes the next free port, or exits with 1 when it has none to spare', async t => {
    const taken = createServer()
    await new Promise<void>(resolve => {
        taken.listen(0, '127.0.0.1', resolve)
    })
    t.teardown(() => taken.close())
    const { port } = taken.address() as { port: number }
    const web = `{ listen: ['http://127.0.0.1:${port}'] }`
    const url = await urlOf(ioto(t, '--config', configure(t, { ioto: '{ sparePorts: 50 }', web })))
    t.ok(Number(new URL(url).port) > port)
    t.match(await output(t, '--config', configure(t, { web })), {
        code: 1,
        stderr: `ioto: Cannot listen on http://127.0.0.1:${port}: in use by another program\n`,
    })
})

t.test('ioto --listen takes the place of the configured endpoints', async t => {
    const listen = ['--listen', 'http://127.0.0.1:0', '--listen', '127.0.0.1:0']
    const agent = ioto(t, '--config', configure(t, { web: "{ listen: ['http://192.0.2.1:80'] }" }), ...listen)
    await urlOf(agent)
    const urls = [...agent.stdout.matchAll(/serves (\S+)/g)].map(([, url]) => url!)
    t.equal(urls.length, 2)
    for (const url of urls) {
        t.match(await statusOf(url), { name: 'ioto-fiber' })
    }
})

t.test('ioto with the web server switched off waits for a signal all the same', async t => {
    const agent = ioto(
        t,
        '--config',
        configure(t, { ioto: "{ services: { web: false, database: false }, log: { types: 'error' } }" }),
    )
    await agent.says(/runs and serves nothing\nPress Ctrl-C to stop\n/)
    agent.kill('SIGUSR2')
    await agent.says(/^\d+ fibers\n/m, 'stderr')
    agent.kill('SIGINT')
    t.same(await agent.ended, { code: 0, signal: null })
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    t.test(`ioto lets a request in flight finish after ${signal}, then exits with 0`, async t => {
        const agent = ioto(t, '--config', configure(t))
        const url = await urlOf(agent)
        const [begin, end] = slowRequest
        const client = new Client(url)
        const idle = new Client(url)
        client.send(begin)
        await waitActive(url, 1)
        agent.kill(signal)
        await agent.says(new RegExp(`Stopping after ${signal}: requests in flight finish`))
        t.equal(await idle.ended, '', 'a connection without a request is closed')
        await t.rejects(fetch(url), 'no new connection is accepted')
        t.equal(client.received, '')
        client.send(end)
        t.match(await client.ended, /^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\nConnection: close\r\n[\s\S]*"ioto-fiber".*\}$/)
        t.same(await agent.ended, { code: 0, signal: null })
        t.match(agent.stdout, /\nStopped\n$/)
        t.equal(agent.complaints, '')
    })
}

t.test('ioto lets a slow client have all of a large document after SIGINT', async t => {
    const directory = configure(t, { site: { large: '' } })
    const size = 32 * 1024 * 1024
    truncateSync(join(directory, 'site', 'large'), size)
    const agent = ioto(t, '--config', directory)
    const url = await urlOf(agent)
    const client = new Client(url)
    client.socket.pause()
    client.send('GET /large HTTP/1.1\r\nHost: a\r\n\r\n')
    await waitActive(url, 1)
    agent.kill('SIGINT')
    await agent.says(/Stopping after SIGINT/)
    client.socket.resume()
    const response = await client.ended
    t.match(response.slice(0, 100), /^HTTP\/1\.1 200 OK\r\n/)
    t.equal(response.length - response.indexOf('\r\n\r\n') - 4, size)
    t.same(await agent.ended, { code: 0, signal: null })
})

t.test('ioto ends at once at a second Ctrl-C', async t => {
    const agent = ioto(t, '--config', configure(t))
    const url = await urlOf(agent)
    const client = new Client(url)
    client.send(slowRequest[0])
    await waitActive(url, 1)
    agent.kill('SIGINT')
    await agent.says(/press Ctrl-C again to end at once/)
    let ended = false
    void agent.ended.then(() => {
        ended = true
    })
    // As people do, until it helps: what comes right after the first is taken for the same.
    while (!ended) {
        agent.kill('SIGINT')
        await new Promise(resolve => setImmediate(resolve))
    }
    t.same(await agent.ended, { code: null, signal: 'SIGINT' })
    t.equal(await client.ended, '')
})

t.test('ioto takes a Ctrl-C that comes twice, from the terminal and from npm, for one', async t => {
    const agent = ioto(t, '--config', configure(t))
    const url = await urlOf(agent)
    const client = new Client(url)
    const [begin, end] = slowRequest
    client.send(begin)
    await waitActive(url, 1)
    agent.kill('SIGINT')
    await agent.says(/Stopping after SIGINT/)
    agent.kill('SIGINT')
    client.send(end)
    t.match(await client.ended, /^HTTP\/1\.1 200 OK\r\n/)
    t.same(await agent.ended, { code: 0, signal: null })
})

t.test('ioto gives up requests that do not finish in the configured time, and exits with 0', async t => {
    const agent = ioto(t, '--config', configure(t, { ioto: "{ timeouts: { stop: 0 }, log: { types: 'error' } }" }))
    const url = await urlOf(agent)
    const client = new Client(url)
    client.send(slowRequest[0])
    await waitActive(url, 1)
    agent.kill('SIGINT')
    await client.ended
    t.same(await agent.ended, { code: 0, signal: null })
    t.match(agent.stdout, /\nStopped\n$/)
})

t.test('npm start exits with 0 when Ctrl-C reaches all of its processes, or a signal the shell alone', async t => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } }
    for (const group of [true, false]) {
        const shell = new Child(`${scripts.start} --config '${configure(t)}'`)
        t.teardown(() => shell.destroy())
        await urlOf(shell)
        const { pid } = shell.process
        process.kill(group ? -pid! : pid!, 'SIGINT')
        t.same(await shell.ended, { code: 0, signal: null })
        t.match(shell.stdout, /\nStopped\n$/)
    }
})

t.test('ioto writes its fibers to standard error at SIGUSR2, and goes on', async t => {
    const agent = ioto(t, '--config', configure(t))
    const url = await urlOf(agent)
    await statusOf(url)
    agent.kill('SIGUSR2')
    await agent.says(
        /^\d+ fibers\nfiber 1 serveAgent: waiting for [\s\S]*\nfiber \d+ of \d+ race of serveAgent: waiting for signal SIGINT or SIGTERM, [\d.]+ s\n {4}at StopSignals\.wait /m,
        'stderr',
    )
    await agent.says(/\nfiber \d+ of \d+ serve: waiting for listener\.accept/, 'stderr')
    t.match(await statusOf(url), { name: 'ioto-fiber' })
})

t.test('ioto can be started again on the same port at once', async t => {
    const first = ioto(t, '--config', configure(t))
    const url = await urlOf(first)
    const client = new Client(url)
    client.send('GET /api/status HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await statusOf(url)
    first.kill('SIGINT')
    t.same(await first.ended, { code: 0, signal: null })
    const second = ioto(t, '--config', configure(t, { web: `{ listen: ['${url}'] }` }))
    t.equal(await urlOf(second), url)
    t.match(await statusOf(url), { pid: second.process.pid })
})

t.test('ioto goes on and stops as usual when nobody reads its output any more', async t => {
    const agent = ioto(t, '--config', configure(t))
    const url = await urlOf(agent)
    agent.process.stdout!.destroy()
    agent.process.stderr!.destroy()
    agent.kill('SIGUSR2')
    const client = new Client(url)
    client.send(slowRequest.join(''))
    t.match(await statusOf(url), { name: 'ioto-fiber' })
    agent.kill('SIGINT')
    t.match(await client.ended, /^HTTP\/1\.1 200 OK\r\n/)
    t.same(await agent.ended, { code: 0, signal: null })
})

// Nobody may write there, not even root.
const noSys = process.platform === 'linux' ? false : 'there is no /sys'
t.test('ioto says in a sentence why it cannot start: no right to write', { skip: noSys }, async t => {
    const agent = new Child([main, 'run', '--state', '/sys/ioto-state', '--listen', 'http://127.0.0.1:0'])
    t.teardown(() => agent.destroy())
    t.same(await agent.ended, { code: 1, signal: null })
    t.match(
        agent.complaints,
        /^ioto: Cannot use the state directory \/sys\/ioto-state: E\w+: .*, wanted the right to write there\n$/,
    )
    t.equal(agent.stdout, '')
})

t.test('ioto goes on with what can be served without a certificate, and with one that is broken', async t => {
    const directory = configure(t, {
        ioto: "{ log: { path: 'stderr', types: 'error' }, tls: { certificate: '@config/my.crt', key: '@config/my.key' } }",
        web: "{ listen: ['http://127.0.0.1:0', 'https://127.0.0.1:0'] }",
    })
    const agent = ioto(t, '--config', directory)
    const url = await urlOf(agent)
    t.equal((await fetch(`${url}/api/status`)).status, 200)
    t.match(agent.complaints, /^error web: Cannot access certificate .*my\.crt$/m)
    agent.kill('SIGTERM')
    t.same(await agent.ended, { code: 0, signal: null })
    writeFileSync(join(directory, 'my.crt'), 'garbage')
    writeFileSync(join(directory, 'my.key'), 'garbage')
    const broken = ioto(t, '--config', directory)
    t.equal((await fetch(`${await urlOf(broken)}/api/status`)).status, 200)
    t.match(broken.complaints, /^error web: Cannot load certificate .*my\.crt: .*$/m)
    broken.kill('SIGTERM')
    t.same(await broken.ended, { code: 0, signal: null })
})

t.test(
    'ioto restarts at SIGUSR1 in the same process, and stops at SIGHUP and SIGTERM as before',
    { skip: process.platform === 'win32' },
    async t => {
        for (const end of ['SIGHUP', 'SIGTERM'] as const) {
            const agent = ioto(t, '--config', configure(t))
            const first = await urlOf(agent)
            // Before it waits for it, Node takes the signal for its inspector.
            while (!(await statusOf(first)).fibers.some(({ waitsFor }) => waitsFor?.includes('SIGUSR1'))) {}
            agent.kill('SIGUSR1')
            await agent.says(/(?:serves http:\S+[\s\S]*){2}Press Ctrl-C to stop\s+$/)
            const url = agent.stdout.match(/http:\S+/g)!.at(-1)!
            t.equal((await statusOf(url)).pid, agent.process.pid)
            while (!(await statusOf(url)).fibers.some(({ waitsFor }) => waitsFor?.includes(end))) {}
            agent.kill(end)
            t.same(await agent.ended, { code: 0, signal: null }, end)
        }
    },
)

t.test('ioto under systemd reloads its configuration at SIGHUP', { skip: process.platform === 'win32' }, async t => {
    const directory = configure(t)
    const args = [main, '--config', directory, '--state', stateDirectory(t), '--listen', 'http://127.0.0.1:0']
    const agent = new Child(args, { NOTIFY_SOCKET: '/nowhere/socket' })
    t.teardown(() => agent.destroy())
    const url = await urlOf(agent)
    // The signal counts when the agent waits for it, which it does when it has told systemd.
    while (!(await statusOf(url)).fibers.some(({ waitsFor }) => waitsFor?.includes('SIGHUP'))) {}
    writeFileSync(join(directory, 'ioto.json5'), "{ log: { types: 'error,info' }, version: '7.8.9' }")
    agent.kill('SIGHUP')
    while ((await statusOf(url)).app.version !== '7.8.9') {}
    writeFileSync(join(directory, 'ioto.json5'), '{ log: 5 }')
    agent.kill('SIGHUP')
    await agent.says(/Cannot reload the configuration, the one before stays in effect: .*ioto\.json5:1:8: log is 5/)
    t.equal((await statusOf(url)).app.version, '7.8.9')
    agent.kill('SIGTERM')
    t.same(await agent.ended, { code: 0, signal: null })
})
