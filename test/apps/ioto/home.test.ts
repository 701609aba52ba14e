import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { AgentStatistics } from '../../../services/agent/index.js'
import { ioto, stateDirectory, statusOf, urlOf } from './agent.js'

t.setTimeout(180_000)

/** The agent as it comes, on a free port. */
async function start(t: Test, state: string, ...more: string[]) {
    const agent = ioto(t, 'run', '--state', state, '--listen', 'http://127.0.0.1:0', ...more)
    const url = await urlOf(agent)
    // Its application may begin a moment later.
    while ((await fetch(`${url}/api/db/models`)).status !== 200) {}
    return { agent, url }
}

/** Asks as a client would that a proxy of this machine has let in. */
const remote = { 'X-Forwarded-For': '192.0.2.7' }

const change = (url: string, body: object, headers: Record<string, string> = {}) =>
    fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
        body: JSON.stringify(body),
    })

t.test(
    'the agent as it comes lets people at the machine in, and others with the password of the first start',
    async t => {
        const state = stateDirectory(t)
        const { agent, url } = await start(t, state)
        const [, password] = await agent.says(/log in as admin with the password (\w+)/)
        const status = async (path: string, headers = {}) => {
            // A stream has no end.
            const abort = new AbortController()
            const { status } = await fetch(url + path, { headers, signal: abort.signal })
            abort.abort()
            return status
        }
        for (const path of ['/api/status', '/api/config', '/api/db/models', '/api/live']) {
            t.equal(await status(path), 200, path)
            t.equal(await status(path, remote), 401, `${path} from elsewhere`)
            t.equal(await status(path, { Origin: 'http://evil.example' }), 403, `${path} for another site`)
        }
        t.same(await (await fetch(`${url}/api/session`)).json(), {
            local: true,
            username: null,
            role: null,
            database: true,
        })
        const login = (word: string) =>
            fetch(`${url}/api/login`, {
                method: 'POST',
                body: new URLSearchParams({ username: 'admin', password: word }),
                headers: remote,
                redirect: 'manual',
            })
        t.equal((await login('wrong')).status, 401)
        const response = await login(password!)
        t.equal(response.status, 302)
        const cookie = response.headers.getSetCookie()[0]!.split(';')[0]!
        t.equal(await status('/api/status', { ...remote, cookie }), 200)
        t.equal(await status('/api/status', { ...remote, cookie, Origin: 'http://evil.example' }), 403)

        const item = { model: 'Store', properties: { key: 'colour', value: 'red' } }
        t.equal((await change(`${url}/api/db/update`, item, remote)).status, 401)
        t.match(await (await change(`${url}/api/db/update`, item)).json(), { key: 'colour', value: 'red' })
        t.equal((await change(`${url}/api/db/update`, { model: 'None', properties: {} })).status, 400)
        t.equal((await fetch(`${url}/api/db/update?model=Store`)).status, 405, 'a link changes nothing')
        t.equal((await change(`${url}/api/db/update`, { model: 'Store' })).status, 400)
        t.equal((await change(`${url}/api/db/update`, [])).status, 400)
        let deep: object = {}
        for (let i = 0; i < 250; i++) {
            deep = { deep }
        }
        for (const [model, properties] of [
            [5, {}],
            [null, { key: 'x' }],
            ['__proto__', { key: 'x' }],
            ['Store', 5],
            ['Store', 'key'],
            ['Store', []],
            ['Store', ['key']],
            ['Store', {}],
            ['Store', { key: { a: 1 } }],
            ['Store', { key: ['x'], limit: 5 }],
            ['Store', { key: 'x', type: deep }],
        ] as const) {
            for (const action of ['update', 'remove']) {
                const { status } = await change(`${url}/api/db/${action}`, { model, properties })
                t.equal(status, 400, `${action} ${JSON.stringify([model, properties]).slice(0, 60)}`)
            }
        }
        for (const query of ['model=None', 'model=__proto__', 'model=']) {
            t.equal(await status(`/api/db/find?${query}`), 400, query)
        }
        t.match(await (await fetch(`${url}/api/db/find?model=Store&next=%00`)).json(), { items: [{ key: 'colour' }] })
        const users = await (await fetch(`${url}/api/db/find?model=User`)).text()
        t.match(users, /"username":"admin"/)
        t.notMatch(users, /password|scrypt/)
        const config = await (await fetch(`${url}/api/config`)).text()
        t.match(config, /"path":"web\.listen","value":\["http:\/\/127\.0\.0\.1:0"\],"origin":"--listen"/)
        const { fibers } = (await (await fetch(`${url}/api/status`)).json()) as {
            fibers: { id: number; name: string }[]
        }
        const { id } = fibers.find(({ name }) => name === 'service web')!
        t.match(await (await fetch(`${url}/api/fiber/trace?id=${id}`)).json(), { trace: /#run / })
        t.equal(await status('/api/fiber/trace?id=999999'), 404)
        agent.kill('SIGTERM')
        t.same(await agent.ended, { code: 0, signal: null })

        const again = await start(t, state)
        t.match(await (await fetch(`${again.url}/api/db/find?model=Store`)).json(), {
            items: [{ key: 'colour', value: 'red' }],
        })
        t.notMatch(again.agent.stdout, /password/, 'it is printed once')
        t.equal(
            (await change(`${again.url}/api/db/remove`, { model: 'Store', properties: { key: 'colour' } })).status,
            200,
        )
        t.match(await (await fetch(`${again.url}/api/db/find?model=Store`)).json(), { items: [], next: null })
    },
)

/** Reads events until one of this name comes whose data fits; null: the stream has ended. */
async function event(events: ReadableStreamDefaultReader<string>, name: string, fits: RegExp): Promise<string | null> {
    let text = ''
    for (;;) {
        const { value, done } = await events.read()
        if (done) {
            return null
        }
        text += value
        const found = text.split('\n\n').find(part => part.includes(`event: ${name}\n`) && fits.test(part))
        if (found !== undefined) {
            return found
        }
    }
}

t.test('the agent tells what it is doing as a stream of events, which a logout ends', async t => {
    const { agent, url } = await start(t, stateDirectory(t))
    const [, password] = await agent.says(/log in as admin with the password (\w+)/)
    const open = async (headers: Record<string, string>) => {
        const response = await fetch(`${url}/api/live`, { headers })
        t.equal(response.headers.get('content-type'), 'text/event-stream')
        t.equal(response.headers.get('cache-control'), 'no-store')
        return response.body!.pipeThrough(new TextDecoderStream()).getReader()
    }
    const body = new URLSearchParams({ username: 'admin', password: password! })
    const login = await fetch(`${url}/api/login`, { method: 'POST', body, headers: remote, redirect: 'manual' })
    const cookie = login.headers.getSetCookie()[0]!.split(';')[0]!
    const local = await open({})
    const far = await open({ ...remote, cookie })
    t.match(await event(far, 'log', /Ioto ready/), /"types":"error,info"/)
    t.match(await event(local, 'log', /Ioto ready/), /"seq":1,/)
    t.match(await event(local, 'status', /"name":"ioto-fiber"/), /"fibers":\[/)
    t.equal((await change(`${url}/api/log/level`, { level: 'much' })).status, 400)
    t.equal((await change(`${url}/api/log/level`, { level: 'debug' }, remote)).status, 401)
    t.same(await (await change(`${url}/api/log/level`, { level: 'debug' })).json(), { types: 'all' })
    await fetch(`${url}/nothing`)
    t.match(await event(local, 'log', /nothing/), /"type":"trace"/)
    await fetch(`${url}/api/logout`, { headers: { ...remote, cookie }, redirect: 'manual' })
    t.equal(await event(far, 'never', /never/), null, 'who has logged out hears no more')
    t.type(await event(local, 'status', /./), 'string')
    agent.kill('SIGTERM')
    t.equal(await event(local, 'never', /never/), null)
    t.same(await agent.ended, { code: 0, signal: null })
})

t.test('the agent as it comes shows what a repair needs in safe mode', async t => {
    const state = stateDirectory(t)
    writeFileSync(join(state, 'starts.json'), JSON.stringify(Array(5).fill(Date.now() - 1000)))
    const agent = ioto(t, 'run', '--state', state, '--listen', 'http://127.0.0.1:0')
    const url = await urlOf(agent)
    while ((await fetch(`${url}/api/config`)).status !== 200) {}
    t.match(await (await fetch(`${url}/api/status`)).json(), { safe: true, database: null })
    t.equal((await fetch(`${url}/api/db/models`)).status, 404)
    agent.kill('SIGTERM')
    t.same(await agent.ended, { code: 0, signal: null })
})

const disk = stateDirectory(t)
const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'none', disk]).status === 0
t.teardown(() => isMounted && spawnSync('umount', [disk]))
const noDisk = isMounted ? false : 'a small file system cannot be mounted here: that takes root'
t.test('the agent goes on while the disk is full, says so, and recovers by itself', { skip: noDisk }, async t => {
    const filler = join(disk, 'filler')
    const fill = () => spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=1k'])
    const statusOnce = async (url: string, fits: (status: AgentStatistics) => boolean) => {
        for (;;) {
            const status = await statusOf(url).catch(() => null)
            if (status !== null && fits(status)) {
                return status
            }
        }
    }
    fill()
    const agent = ioto(t, 'run', '--state', join(disk, 'state'), '--listen', 'http://127.0.0.1:0', '--trace', 'stdout')
    const url = await urlOf(agent)
    const { problems } = await statusOnce(url, ({ safe }) => safe)
    t.match(problems, [/^Safe mode: Cannot use the state directory .*\/state: ENOSPC: no space left/])
    t.match(
        agent.stdout,
        /^ioto: error: Safe mode: Cannot use .* Only the web server runs, .* until there is room on the disk$/m,
    )
    rmSync(filler)
    const [, again] = await agent.says(/There is room on the disk again\n[\s\S]* serves (http:\S+)\nPress/)
    const { safe, problems: left } = await statusOnce(again!, () => true)
    t.same([safe, left], [false, []])

    const store = (value: string) =>
        change(`${again}/api/db/update`, { model: 'Store', properties: { key: 'n', value } })
    while ((await store('before')).status === 404) {}
    fill()
    const long = 'x'.repeat(5000)
    t.match(await (await store(long)).text(), /Cannot flush journal: ENOSPC: no space left on device/)
    t.match(await statusOf(again!), { problems: [/^The database cannot be written, which is tried again: ENOSPC/] })
    t.equal((await store(long)).status, 500)
    t.equal((await fetch(again!)).status, 200, 'the rest goes on')
    rmSync(filler)
    t.equal((await store('after')).status, 200)
    t.same((await statusOf(again!)).problems, [])
    t.equal(agent.stdout.match(/^db: error: Cannot write the database: ENOSPC/gm)?.length, 1)
    t.match(agent.stdout, /^db: info: The database is written again/m)
    t.notMatch(agent.stdout, /^ {4}at /m)
    fill()
    await store(long)
    agent.kill('SIGTERM')
    t.same(await agent.ended, { code: 0, signal: null })
    t.match(agent.stdout, /^ioto: error: Cannot stop service database in order: Cannot save .*: ENOSPC: [^\n]*$/m)
})

t.test('the agent keeps what it has answered with 200, also when it is killed', async t => {
    const state = stateDirectory(t)
    let last = 0
    for (let round = 0; round < 3; round++) {
        const { agent, url } = await start(t, state)
        const { items } = (await (await fetch(`${url}/api/db/find?model=Store`)).json()) as {
            items: { value: string }[]
        }
        t.ok(Number(items[0]?.value ?? 0) >= last, `round ${round}: ${items[0]?.value} of ${last}`)
        const before = last
        while (last < before + 20) {
            const value = String(last + 1)
            const response = await change(`${url}/api/db/update`, { model: 'Store', properties: { key: 'n', value } })
            t.equal(response.status, 200)
            last++
        }
        // One more, of which nobody knows.
        void change(`${url}/api/db/update`, {
            model: 'Store',
            properties: { key: 'n', value: String(last + 1) },
        }).catch(() => {})
        agent.kill('SIGKILL')
        await agent.ended
    }
})
