import { createServer } from 'node:net'
import { Aedes } from 'aedes'
import t from 'tap'
import { run } from './commands.js'

const broker = await Aedes.createBroker()
const server = createServer(socket => void broker.handle(socket))
await new Promise<void>(resolve => server.listen(0, '127.0.0.1', () => resolve()))
const { port } = server.address() as { port: number }
const place = ['-h', '127.0.0.1', '-p', String(port)]
t.teardown(() => {
    broker.close()
    server.close()
})

t.test('ioto mqtt publishes text, lines and nothing, and subscribes', async t => {
    const said: string[] = []
    broker.on('publish', ({ topic, payload, qos, retain }, client) => {
        if (client !== null) {
            said.push(`${topic}=${payload}:${qos}${retain ? ':kept' : ''}`)
        }
    })
    t.match(await run(['mqtt', ...place, '-t', 'a/b', '-m', 'hello', '-r', '-q', '1']), { status: 0, stderr: '' })
    t.match(await run(['mqtt', ...place, '-t', 'a/c', '-n']), { status: 0 })
    const kept = await run(['mqtt', ...place, '-t', 'a/+', '-C', '1', '-v'])
    t.match(kept, { status: 0, stdout: 'a/b hello\n' })
    const json = await run(['mqtt', ...place, '-t', 'a/b', '-C', '1', '--format', 'json'])
    t.match(JSON.parse(json.stdout), { topic: 'a/b', payload: 'hello', qos: 0, retain: true })
    t.equal((await run(['mqtt', ...place, '-t', 'a/b', '-C', '1', '--format', 'hex'])).stdout, '68656c6c6f\n')
    const lines = Array.from({ length: 200 }, (_, i) => `line ${i}`)
    t.match(await run(['mqtt', ...place, '-t', 'a/d', '-l', '-q', '1'], { stdin: lines.join('\n') }), {
        status: 0,
        stderr: '',
    })
    t.strictSame(said, ['a/b=hello:1:kept', 'a/c=:0', ...lines.map(line => `a/d=${line}:1`)])
})

t.test('ioto mqtt tells what is wrong', async t => {
    t.equal((await run(['mqtt', ...place])).status, 2)
    t.equal((await run(['mqtt', ...place, '-t', 'a', '-m', 'x', '-n'])).status, 2)
    t.equal((await run(['mqtt', ...place, '-t', 'a', '-q', '3', '-n'])).status, 2)
    t.match(await run(['mqtt', ...place, '-t', 'a/#', '-m', 'x']), { status: 1, stderr: /it has a wildcard/ })
    t.equal((await run(['mqtt', ...place, '-t', 'a', '-W', '1'])).status, 27)
})
