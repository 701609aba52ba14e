import { type AddressInfo, createServer } from 'node:net'
import { Aedes } from 'aedes'
import t from 'tap'
import { run } from '../ioto/commands/commands.js'
import { runSample } from '../samples.js'

t.setTimeout(180_000)

const good = [
    ...['health', 'crypt.hash', 'crypt.password', 'db.count', 'db.update', 'fiber.signal', 'fiber.sleep', 'json.query'],
    ...['r.hash', 'r.text', 'url.get', 'web.stream'],
]
const missing = ['aws.logs', 'metric.getset', 'mqtt.request', 'mqtt.store', 'shadow.basic', 'sync.store']

t.test('the application unit checks an agent from inside', async t => {
    const { agent, url } = await runSample(t, 'unit')
    const test = (query: string) => run(['url', '--user', 'test:demo', '--zero', `${url}/api/test?${query}`])
    // The application may begin a moment later
    while ((await test('name=health')).stdout !== '✓ Test health passed\n') {}
    for (const name of good) {
        t.equal((await test(`name=${name}`)).stdout, `✓ Test ${name} passed\n`, name)
    }
    for (const name of [...missing, 'mqtt.ping', 'mqtt.echo', 'nothing', '']) {
        t.match((await test(`name=${name}`)).stdout, `✗ Test ${name} failed`, name)
    }
    await agent.says(/Cannot check mqtt\.request: it needs the cloud, which this version does not have/)
    await agent.says(/Test mqtt\.echo: Cannot check MQTT: there is no client, wanted services\.mqtt and mqtt\.endpoint/)
    t.equal((await test('name=db.count&count=3')).stdout, '✓ Test db.count passed\n'.repeat(3))
    t.equal((await fetch(`${url}/api/test?name=health`)).status, 401, 'for users')
    t.match(await (await fetch(url)).text(), /<h1>unit<\/h1>/)

    t.equal((await test('name=health&exit=1')).stdout, '✓ Test health passed\n')
    t.same(await agent.ended, { code: 0, signal: null })
    t.match(agent.stdout, /Tests are complete/)
    t.equal(agent.complaints, '')
})

t.test('the application unit checks MQTT with a broker that is configured', async t => {
    const aedes = await Aedes.createBroker()
    const server = createServer(socket => {
        socket.on('error', () => {})
        aedes.handle(socket)
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    t.teardown(() => new Promise<void>(resolve => aedes.close(() => server.close(() => resolve()))))
    const { port } = server.address() as AddressInfo
    const broker = `device: { id: 'unit-1' }, mqtt: { endpoint: '127.0.0.1', port: ${port} }`
    const { agent, url } = await runSample(t, 'unit', [], text =>
        text.replace('test: true,', 'test: true, mqtt: true,').replace("app: 'unit',", `app: 'unit', ${broker},`),
    )
    const test = (name: string) => run(['url', '--user', 'test:demo', '--zero', `${url}/api/test?name=${name}`])
    // The application may begin a moment later
    while ((await test('health')).stdout !== '✓ Test health passed\n') {}
    for (const name of ['mqtt.ping', 'mqtt.echo']) {
        t.equal((await test(name)).stdout, `✓ Test ${name} passed\n`)
    }
    agent.kill('SIGTERM')
    t.same(await agent.ended, { code: 0, signal: null })
})
