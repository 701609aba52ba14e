import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { ioto, stateDirectory, urlOf } from '../ioto/agent.js'

t.setTimeout(120_000)

t.test('the application http shows pages to those who may see them', async t => {
    const folder = mkdtempSync(join(tmpdir(), 'http-'))
    t.teardown(() => rmSync(folder, { recursive: true, force: true }))
    cpSync('apps/http', folder, { recursive: true })
    const file = join(folder, 'config', 'web.json5')
    writeFileSync(file, readFileSync(file, 'utf8').replace('http://127.0.0.1:8080', 'http://127.0.0.1:0'))
    const agent = ioto(t, 'run', folder, '--state', stateDirectory(t), '--quiet')
    const url = await urlOf(agent)
    let cookie = ''
    const ask = async (path: string, form?: Record<string, string>) => {
        const body = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }
        const response = await fetch(url + path, { ...body, headers: { cookie }, redirect: 'manual' })
        const text = await response.text()
        cookie =
            response.headers
                .getSetCookie()
                .map(each => each.split(';')[0])
                .join('; ') || cookie
        return [response.status, text] as const
    }
    const statuses = async () => [
        (await ask('/'))[0],
        (await ask('/public/welcome.html'))[0],
        (await ask('/user/welcome.html'))[0],
        (await ask('/admin/welcome.html'))[0],
    ]
    const login = async (username: string, password: string) =>
        (await ask('/api/public/login', { username, password }))[0]

    t.same(await statuses(), [200, 200, 401, 401])
    t.same(await ask('/api/public/getAuth'), [200, '{}'])
    t.equal(await login('guest', 'wrong'), 401)
    t.equal(await login('nobody', 'demo'), 401)
    t.equal(await login('guest', 'demo'), 302)
    t.same(await ask('/api/public/getAuth'), [200, '{"username":"guest","role":"user"}'])
    t.same(await statuses(), [200, 200, 200, 403])
    t.same(await ask('/api/user/logout'), [200, 'Logged out'])
    t.same(await statuses(), [200, 200, 401, 401])
    t.equal(await login('admin', 'demo'), 302)
    t.same(await statuses(), [200, 200, 200, 200])
    t.equal((await ask('/api/public/logout'))[0], 302)
    t.same(await ask('/api/public/getAuth'), [200, '{}'])
    agent.kill('SIGTERM')
    t.same(await agent.ended, { code: 0, signal: null })
    t.equal(agent.complaints, '')
})
