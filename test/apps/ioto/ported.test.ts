import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { WebSocket } from 'ws'
import { blocksOf } from '../../docs/blocks.js'
import { ioto, stateDirectory, urlOf } from './agent.js'

t.setTimeout(120_000)

t.test('ioto run runs the extension of docs/porting.md that was ported line by line', async t => {
    const page = 'docs/porting.md'
    const blocks = blocksOf(page, readFileSync(page, 'utf8'))
    const { text, output } = blocks.find(({ mark }) => mark === 'agent')!
    const schema = /^\/\/ schema\.json5\n([\s\S]*)/m.exec(
        blocks.find(block => /schema\.json5/.test(block.text))!.text,
    )![1]!
    const server = createServer((_request, response) => response.end('{"celsius": 7}'))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    t.teardown(() => server.close())
    const { port } = server.address() as AddressInfo
    const folder = t.testdir({
        'thermostat.ts': text,
        config: {
            'ioto.json5': `{ app: 'thermostat', services: { web: true, database: true }, log: { types: 'error' }, thermostat: { forecast: 'http://127.0.0.1:${port}/forecast' } }`,
            'web.json5': "{ listen: ['http://127.0.0.1:0'], routes: [{ match: '/api/', handler: 'action' }] }",
            'schema.json5': schema,
        },
    })
    const state = stateDirectory(t)
    const start = async () => {
        const agent = ioto(t, 'run', join(folder, 'thermostat.ts'), '--state', state)
        return { agent, url: await urlOf(agent) }
    }
    const get = async (url: string) => (await fetch(url)).text()
    const set = (url: string, value: string) =>
        fetch(`${url}/api/target/set`, { method: 'POST', body: new URLSearchParams({ value }) })

    const { agent, url } = await start()
    await agent.says(/forecast 7\n/)
    const socket = new WebSocket(`${url.replace('http', 'ws')}/api/feed`, 'chat')
    const messages: string[] = []
    socket.on('message', data => messages.push(String(data)))
    const heard = async (count: number) => {
        while (messages.length < count) {
            await once(socket, 'message')
        }
    }
    await heard(1)
    t.equal(await get(`${url}/api/target`), '20\n')
    t.equal(await (await set(url, '23')).text(), '23\n')
    await heard(2)
    t.same(messages, ['{"target":20}', '{"target":23}'])
    t.equal((await set(url, '99')).status, 400)
    t.match(JSON.parse(await get(`${url}/api/readings`)), [
        { name: 'forecast', value: 7 },
        { name: 'target', value: 23 },
    ])
    agent.kill('SIGTERM')
    t.same(await agent.ended, { code: 0, signal: null })
    t.equal(agent.complaints, '')
    t.equal(agent.stdout.replace(/^(?:ioto |Press |Stop).*\n/gm, ''), output)

    const again = await start()
    t.equal(await get(`${again.url}/api/target`), '23\n', 'the database remembers')
    again.agent.kill('SIGTERM')
    t.same(await again.agent.ended, { code: 0, signal: null })
})
