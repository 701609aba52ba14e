import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { Aedes } from 'aedes'
import t from 'tap'
import { Mosquitto, noMosquitto, noMosquittoClients } from '../../../services/mqtt/mosquitto.js'
import { ioto } from '../agent.js'
import { run } from './commands.js'

const broker = await Aedes.createBroker()
const server = createServer(socket => void broker.handle(socket))
await new Promise<void>(resolve => server.listen(0, '127.0.0.1', () => resolve()))
const { port } = server.address() as { port: number }
const place = ['-h', '127.0.0.1', '-p', String(port)]
const said: string[] = []
broker.on('publish', ({ topic, payload, qos, retain }, client) => {
    if (client !== null) {
        said.push(`${topic}=${payload}:${qos}${retain ? ':kept' : ''}`)
    }
})
t.teardown(() => {
    broker.close()
    server.close()
})

t.test('ioto mqtt publishes text, files, standard input, lines and nothing, and subscribes', async t => {
    said.length = 0
    t.match(await run(['mqtt', ...place, '-t', 'a/b', '-m', 'hello', '-r', '-q', '1']), { status: 0, stderr: '' })
    t.match(await run(['mqtt', ...place, '-t', 'a/c', '-n']), { status: 0 })
    const folder = t.testdir({ value: 'of a\nfile' })
    t.match(await run(['mqtt', ...place, '-t', 'a/f', '-q', '2', '-f', join(folder, 'value')]), { status: 0 })
    t.match(await run(['mqtt', ...place, '-t', 'a/s', '-s'], { stdin: 'all\nof it\n' }), { status: 0 })
    const kept = await run(['mqtt', ...place, '-t', 'a/+', '-C', '1', '-v'])
    t.match(kept, { status: 0, stdout: 'a/b hello\n' })
    const lines = Array.from({ length: 1000 }, (_, i) => `line ${i}`)
    t.match(await run(['mqtt', ...place, '-t', 'a/d', '-l', '-q', '1'], { stdin: lines.join('\n') }), {
        status: 0,
        stderr: '',
    })
    t.strictSame(said, [
        'a/b=hello:1:kept',
        'a/c=:0',
        'a/f=of a\nfile:2',
        'a/s=all\nof it\n:0',
        ...lines.map(line => `a/d=${line}:1`),
    ])
})

t.test('ioto mqtt prints messages in each format', async t => {
    const folder = t.testdir({ binary: Buffer.from([0xff, 0, 0x41]) })
    t.match(await run(['mqtt', ...place, '-t', 'f/t', '-m', 'hello', '-r']), { status: 0 })
    t.match(await run(['mqtt', ...place, '-t', 'f/b', '-f', join(folder, 'binary'), '-r']), { status: 0 })
    const printed = async (topic: string, ...more: string[]) => {
        const { stdout, status, stderr } = await run(['mqtt', ...place, '-t', topic, '-C', '1', ...more])
        t.strictSame([status, stderr], [0, ''])
        return stdout
    }
    t.match(JSON.parse(await printed('f/t', '-F', 'json')), { topic: 'f/t', payload: 'hello', qos: 0, retain: true })
    t.match(JSON.parse(await printed('f/b', '--format', 'json')), { topic: 'f/b', base64: '/wBB', payload: undefined })
    t.equal(await printed('f/t', '--format', 'hex'), '68656c6c6f\n')
    t.equal(await printed('f/b', '--format', 'base64', '-v'), 'f/b /wBB\n')
    t.equal(await printed('f/t', '--format', 'none'), '')
    t.equal(await printed('f/t', '--format', 'text'), 'hello\n')
    t.equal((await run(['mqtt', ...place, '-t', 'f/t', '-R', '-W', '1'])).stdout, '')
})

t.test('ioto mqtt tells what is wrong', async t => {
    t.equal((await run(['mqtt', ...place])).status, 2)
    t.equal((await run(['mqtt', ...place, '-t', 'a', '-m', 'x', '-n'])).status, 2)
    t.equal((await run(['mqtt', ...place, '-t', 'a', '-q', '3', '-n'])).status, 2)
    t.equal((await run(['mqtt', ...place, '-t', 'a', '-c'])).status, 2)
    t.equal((await run(['mqtt', ...place, '-t', 'a', '-F', 'xml'])).status, 2)
    t.match(await run(['mqtt', ...place, '-t', 'a/#', '-m', 'x']), { status: 1, stderr: /it has a wildcard/ })
    t.match(await run(['mqtt', ...place, '-t', 'a', '-f', '/no/such/file']), { status: 1, stderr: /\/no\/such\/file/ })
    t.match(await run(['mqtt', ...place, '-t', 'a', '-n', '--cafile', '/no/such/file']), {
        status: 1,
        stderr: /\/no\/such\/file/,
    })
    t.match(await run(['mqtt', '-h', '127.0.0.1', '-p', '1', '-t', 'a', '-n']), {
        status: 1,
        stderr: /nobody listens there/,
    })
    t.match(await run(['mqtt', '-L', 'http://127.0.0.1', '-t', 'a', '-n']), {
        status: 1,
        stderr: /scheme http, wanted mqtt, mqtts, ws or wss/,
    })
    t.equal((await run(['mqtt', ...place, '-t', 'a', '-W', '1'])).status, 27)
})

t.test('ioto mqtt says goodbye after a signal, so that its will is not published', async t => {
    t.match(await run(['mqtt', ...place, '-t', 'here', '-m', 'yes', '-r']), { status: 0 })
    const will = ['--will-topic', 'gone', '--will-qos', '1', '--will-retain', '--will-payload']
    const gone = new Promise<void>(resolve => {
        broker.on('publish', ({ topic, payload }) => topic === 'gone' && String(payload) === 'SIGKILL' && resolve())
    })
    const wills: string[] = []
    broker.on('publish', ({ topic, payload, qos, retain }) => {
        if (topic === 'gone') {
            wills.push(`${payload}:${qos}:${retain}`)
        }
    })
    for (const signal of ['SIGINT', 'SIGKILL'] as const) {
        const child = ioto(t, 'mqtt', ...place, '-t', 'here', ...will, signal)
        await child.says(/yes/)
        child.kill(signal)
        t.strictSame(await child.ended, { code: null, signal })
    }
    await gone
    t.strictSame(wills, ['SIGKILL:1:true'])
})

t.test('ioto mqtt and mosquitto', { skip: noMosquitto, timeout: 600_000 }, async t => {
    const mosquitto = await Mosquitto.start()
    t.teardown(() => mosquitto.stop())
    const { pki, ports } = mosquitto
    const at = (name: keyof typeof ports) => ['-h', 'localhost', '-p', String(ports[name])]
    const ca = ['--cafile', pki.path('ca.crt')]
    const own = ['--cert', pki.path('client.crt'), '--key', pki.path('client.key')]

    const ways: [name: string, words: string[]][] = [
        ['plain', at('plain')],
        ['MQTT 5', [...at('plain'), '-V', '5']],
        ['TLS', [...at('tls'), ...ca]],
        ['insecure TLS', [...at('tls'), '--insecure']],
        ['a client certificate', [...at('mutual'), ...ca, ...own]],
        ['ALPN', [...at('alpn'), ...ca, '--alpn', 'x-amzn-mqtt-ca']],
        ['a WebSocket', ['-L', `ws://localhost:${ports.web}/mqtt`]],
        ['a WebSocket over TLS', ['-L', `wss://localhost:${ports.secureWeb}/mqtt`, ...ca]],
        ['a URL', ['-L', `mqtts://localhost:${ports.tls}`, ...ca]],
    ]
    for (const [name, words] of ways) {
        t.test(`ioto mqtt publishes and subscribes over ${name}`, async t => {
            const publish = ['mqtt', ...words, '-t', 'way', '-m', name, '-r', '-q', '2']
            t.match(await run(publish), { status: 0, stdout: '', stderr: '' })
            t.match(await run(['mqtt', ...words, '-t', 'way', '-C', '1']), {
                ...{ status: 0, stdout: `${name}\n`, stderr: '' },
            })
        })
    }

    t.test('ioto mqtt tells who refuses whom', async t => {
        for (const [words, stderr] of [
            [[...at('tls'), '--cafile', pki.path('other-ca.crt')], /certificate/],
            [['-L', `mqtts://localhost:${ports.tls}`], /certificate/],
            [[...at('mutual'), ...ca], /certificate/],
            [[...at('login'), '-u', 'joe', '-P', 'x'], /not authorised/],
        ] as const) {
            t.match(await run(['mqtt', ...words, '-t', 'a', '-n']), { status: 1, stdout: '', stderr })
        }
    })

    t.test('ioto mqtt -c gets what came while it was away', async t => {
        const session = ['mqtt', ...at('plain'), '-i', 'keeper', '-c', '-q', '1', '-t', 'away']
        t.match(await run(['mqtt', ...at('plain'), '-t', 'away', '-m', 'first', '-r']), { status: 0 })
        t.match(await run([...session, '-C', '1']), { status: 0, stdout: 'first\n' })
        for (const text of ['one', 'two']) {
            t.match(await run(['mqtt', ...at('plain'), '-t', 'away', '-m', text, '-q', '1']), { status: 0 })
        }
        t.match(await run([...session, '-R', '-C', '2']), { status: 0, stdout: 'one\ntwo\n' })
    })

    t.test('ioto mqtt understands mosquitto_pub and mosquitto_sub', { skip: noMosquittoClients }, async t => {
        const publish = [...at('plain'), '-t', 'with/it', '-q', '1', '-r']
        t.match(await command('mosquitto_pub', [...publish, '-m', 'from it']), { status: 0 })
        const subscribe = [...at('plain'), '-t', 'with/#', '-v', '-C', '1']
        t.match(await run(['mqtt', ...subscribe]), { status: 0, stdout: 'with/it from it\n' })
        t.match(await run(['mqtt', ...publish, '-m', 'from us']), { status: 0 })
        t.match(await command('mosquitto_sub', subscribe), { status: 0, stdout: 'with/it from us\n' })
        const secure = [...at('mutual'), ...ca, ...own]
        t.match(await run(['mqtt', ...secure, '-t', 'with/it', '-q', '2', '-r', '-l'], { stdin: 'one\nlast' }), {
            status: 0,
        })
        t.match(await command('mosquitto_sub', [...secure, '-t', 'with/it', '-C', '1']), { stdout: 'last\n' })
    })
})

/** Runs a program of mosquitto. */
async function command(name: string, args: string[]): Promise<{ stdout: string; status: number | null }> {
    const child = spawn(name, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let stdout = ''
    child.stdout.setEncoding('utf8').on('data', text => {
        stdout += text
    })
    const [status] = (await once(child, 'close')) as [number | null]
    return { stdout, status }
}
