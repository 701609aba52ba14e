import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { run, setLogHandler } from '../../../fiber/index.js'
import { Agent, type AgentOptions, loadConfig } from '../../../services/agent/index.js'

/** Starts and stops an agent; gives the ID that its configuration has meanwhile, and after a reload. */
async function idOf(directory: string, options: AgentOptions = {}) {
    const load = () => loadConfig({ config: directory, state: join(directory, 'state') })
    const agent = new Agent(load(), { keepLog: true, ...options })
    return await run(function* () {
        yield* agent.start()
        const { id } = agent.config.settings.device
        yield* agent.reload(load())
        const after = agent.config.settings.device.id
        yield* agent.stop()
        return { id, after, tree: agent.config.get('device.id') }
    })
}

function directoryOf(t: Test, serialize: string, device?: string): string {
    const former = setLogHandler(() => {})
    t.teardown(() => setLogHandler(former))
    return t.testdir({
        'ioto.json5': `{ services: { web: false, database: false, serialize: ${serialize} }, log: { path: 'none' } }`,
        ...(device === undefined ? {} : { 'device.json5': device }),
    })
}

t.test('withDeviceId gives a device an ID once, and keeps what device.json5 has', async t => {
    const directory = directoryOf(t, "'auto'", "{ name: 'tank' /* for people */ }")
    const first = await idOf(directory)
    t.match(first.id, /^[0-9A-HJKMNP-TV-Z]{10}$/)
    t.same(first, { id: first.id, after: first.id, tree: first.id })
    t.same(JSON.parse(readFileSync(join(directory, 'device.json5'), 'utf8')), { name: 'tank', id: first.id })
    t.same(await idOf(directory), first, 'after a restart too')
})

t.test('withDeviceId writes device.json5 for its owner only, and nothing with nosave', async t => {
    const directory = directoryOf(t, "'auto'")
    const { id, after } = await idOf(directory, { nosave: true })
    t.equal(id, after, 'a reload changes nothing')
    t.throws(() => statSync(join(directory, 'device.json5')))
    t.not((await idOf(directory)).id, id)
    t.equal(statSync(join(directory, 'device.json5')).mode & 0o777, 0o600)
})

t.test('withDeviceId makes none where that is switched off, or there is one', async t => {
    t.equal((await idOf(directoryOf(t, "'none'"))).id, null)
    t.equal((await idOf(directoryOf(t, 'false'))).id, null)
    t.equal((await idOf(directoryOf(t, "'auto'", "{ id: 'MINE' }"))).id, 'MINE')
})

t.test('withDeviceId tells that the ID cannot be kept, and goes on', async t => {
    const directory = directoryOf(t, "'auto'")
    const errors: string[] = []
    setLogHandler((type, _source, message) => type === 'error' && errors.push(message))
    const config = loadConfig({ config: directory, state: join(directory, 'state') })
    // A directory in the place of the file is in the way of anybody, root included.
    mkdirSync(join(directory, 'device.json5'))
    const agent = new Agent(config, { keepLog: true })
    await run(function* () {
        yield* agent.start()
        t.match(agent.config.settings.device.id, /^.{10}$/)
        yield* agent.stop()
    })
    t.match(errors, [
        /^Cannot keep the device ID .{10} in .*device\.json5: .*; after the next start it is another one$/,
    ])
})
