import t from 'tap'
import { detach, run, sleep, wallTime } from '../../../fiber/index.js'
import { fiberTest } from '../../../fiber/testing/index.js'
import { Agent, loadConfig } from '../../../services/agent/index.js'

const config = () =>
    loadConfig({ config: t.testdir({ 'ioto.json5': '{ services: { web: false, database: false } }' }) })

fiberTest(t, 'Agent.statistics is a plain record in milliseconds and bytes', function* (t, clock) {
    const agent = new Agent(config(), { version: '1.2.3' })
    yield* sleep(5000)
    clock.setTime(Date.UTC(2030, 0, 1))
    const record = agent.statistics()
    t.ok(Object.isFrozen(record))
    t.match(record, {
        name: 'ioto-fiber',
        version: '1.2.3',
        pid: process.pid,
        node: process.version,
        time: wallTime(),
        uptime: 5000,
        memory: { rss: Number, heapUsed: Number, heapTotal: Number, external: Number },
        cpu: { user: Number, system: Number },
        runtime: { live: 1, spawned: Number },
        fibers: [{ state: 'running' }],
        web: null,
    })
    t.same(JSON.parse(JSON.stringify(record)), record)
})

t.test('Agent.statistics lists no more than 50 fibers', async t => {
    await run(function* () {
        const agent = new Agent(config())
        const tasks = Array.from({ length: 100 }, () => detach('sleeper', () => sleep(1e6)))
        const { runtime, fibers } = agent.statistics()
        t.equal(runtime.live, 101)
        t.equal(fibers.length, 50)
        for (const task of tasks) {
            task.cancel()
        }
        yield* sleep(0)
    })
})
