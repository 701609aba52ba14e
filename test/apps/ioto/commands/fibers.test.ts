import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { ChromeTrace } from '../../../../fiber/index.js'
import type { FiberList } from '../../../../services/agent/index.js'
import { Child } from '../../../fiber/process/child.js'
import { ioto, main, stateDirectory, urlOf } from '../agent.js'
import { run, runAlone } from './commands.js'

t.setTimeout(120_000)

t.test('ioto fibers shows the fibers of a running agent, and records what they do', async t => {
    const state = stateDirectory(t)
    const agent = ioto(t, 'run', '--state', state, '--listen', 'http://127.0.0.1:0')
    const url = await urlOf(agent)
    const cwd = t.testdir()
    const fibers = (...args: string[]) => run(['fibers', ...args], { cwd })

    const here = await fibers('--state', state)
    t.match(here, { status: 0, stderr: '', stdout: /^\d+ fibers\nfiber 1 serveAgent: waiting for scope/ })
    t.match(here.stdout, /^ {4}at /m)
    const there = await fibers('--url', url)
    t.match(there, { status: 0, stderr: '', stdout: /^\d+ fibers\nfiber 1 serveAgent: waiting for scope/ })
    t.match(there.stdout, /: running\n(?: {4}at .*\n)* {4}at fibersAction /)
    const few = await fibers('--url', url, '--limit', '2')
    t.match(few.stdout, /^\d+ fibers, of which 2 are shown\n/)
    const { live, fibers: list } = JSON.parse((await fibers('--state', state, '--json')).stdout) as FiberList
    t.ok(live >= list.length)
    t.match(list[0], { id: 1, name: 'serveAgent', frames: [{ function: String, file: String, line: Number }] })

    const file = join(cwd, 'trace.json')
    t.match(await fibers('--url', url, '--trace', file, '--seconds', '0'), {
        status: 1,
        stderr: /the time log is off/i,
    })
    t.notOk(existsSync(file))
    t.match(await fibers('--url', url, '--trace', file, '--seconds', '0.1'), { status: 0, stdout: '', stderr: '' })
    t.match(JSON.parse(readFileSync(file, 'utf8')), { traceEvents: [{ ph: 'M' }], displayTimeUnit: 'ms' })
    t.match(await fibers('--url', `${url}/nothing`), { status: 1, stderr: /status 404: it is no agent/ })
    t.match(await fibers('--url', 'http://127.0.0.1:1'), { status: 1, stderr: /is the agent running\? \(--url\)/ })
    t.match(await fibers('--state', join(tmpdir(), 'ioto-none')), {
        status: 1,
        stderr: /^ioto fibers: No agent runs with the state directory .*, wanted that of one that does \(--state\), or --url\n$/,
    })
    t.match(await fibers('--limit', 'x'), { status: 2, stderr: /Wanted a number/ })
    const post = (path: string) => fetch(url + path, { method: 'POST' })
    t.equal((await fetch(`${url}/api/timeLog?seconds=0`)).status, 405, 'a link starts nothing')
    t.equal((await post('/api/timeLog?seconds=1e9')).status, 400)
    t.equal((await post('/api/timeLog?seconds=51')).status, 400)
    t.equal((await fetch(`${url}/api/fibers?limit=-1`)).status, 400)
    for (const path of ['/api/fibers', '/api/timeLog']) {
        t.equal((await fetch(url + path, { headers: { 'X-Forwarded-For': '192.0.2.7' } })).status, 401, path)
    }
})

t.test('ioto fibers logs in where it must, and gives what IOTO_TIME_LOG has had logged', async t => {
    const state = stateDirectory(t)
    const agent = new Child([main, 'run', '--state', state, '--listen', 'http://127.0.0.1:0'], {
        IOTO_PASSWORD: 'Zaphod42',
        IOTO_TIME_LOG: '1000',
    })
    t.teardown(() => agent.destroy())
    const url = await urlOf(agent)
    const cwd = t.testdir()
    const file = join(cwd, 'trace.json')
    t.match(await run(['fibers', '--state', state, '--trace', file, '--seconds', '0'], { cwd }), { status: 0 })
    const { traceEvents } = JSON.parse(readFileSync(file, 'utf8')) as ChromeTrace
    t.ok(traceEvents.some(({ name, pid, ts }) => pid === 2 && name === 'start' && ts! > 0))
    while ((await fetch(`${url}/api/db/models`)).status !== 200) {}
    const wrong = await runAlone(['fibers', '--url', url, '--user', 'admin'], { cwd, stdin: 'wrong\n' })
    t.match(wrong, { status: 1, stderr: /Cannot log in to .* as admin: status 401/ })
    const right = await runAlone(['fibers', '--url', url, '--user', 'admin'], { cwd, stdin: 'Zaphod42\n' })
    t.match(right, { status: 0, stdout: /^\d+ fibers\n/ })
})
