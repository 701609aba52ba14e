/*
    curl.test.ts -- Logging in as curl does it: a client that we have not written.
*/

import { execFile, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { fromPromise, run } from '../../../../fiber/index.js'
import { type Web, type WebConfig, WebHost, type WebTlsConfig } from '../../../../services/web/index.js'
import { makePki, noOpenssl } from '../../../fiber/tls/pki.js'

const skip = spawnSync('curl', ['--version']).error === undefined ? false : 'curl is not installed here'

const exec = promisify(execFile)

/** Runs curl; gives what it printed, and the statuses of all responses. */
async function curl(...words: readonly string[]): Promise<{ out: string; statuses: number[] }> {
    const { stdout, stderr } = await exec('curl', ['-sS', '-v', '--max-time', '60', ...words], { encoding: 'latin1' })
    return { out: stdout, statuses: [...stderr.matchAll(/^< HTTP\/1\.1 (\d+)/gm)].map(([, status]) => Number(status)) }
}

const hash = (algorithm: string, name: string) =>
    createHash(algorithm).update(`${name}:my device:s3:cret`).digest('hex')

const config: WebConfig = {
    listen: ['http://127.0.0.1:0'],
    auth: {
        login: '/login',
        logout: '/logout',
        realm: 'my device',
        requireTlsForBasic: false,
        roles: { user: [] },
        throttle: { delay: 0.01 },
        users: {
            joe: { password: `SHA256:${hash('sha256', 'joe')}`, role: 'user' },
            old: { password: `MD5:${hash('md5', 'old')}`, role: 'user' },
        },
    },
    routes: [
        { match: '/basic/', handler: 'action', role: 'user', authType: 'basic' },
        { match: '/digest/', handler: 'action', role: 'user', authType: 'digest' },
        { match: '/md5/', handler: 'action', role: 'user', authType: 'digest', algorithm: 'MD5' },
        { match: '/user/', handler: 'action', role: 'user' },
        { match: '/form/', handler: 'action', xsrf: true },
        { handler: 'action' },
    ],
}

async function serve(
    body: (url: string) => Promise<void>,
    other: WebConfig = {},
    tls: WebTlsConfig = {},
): Promise<void> {
    const host = new WebHost({ web: { ...config, ...other }, tls })
    host.addLoginActions()
    const redirect = (web: Web) => {
        web.setStatus(302)
        web.redirect = '/digest/x'
    }
    host.addAction('/digest/again', redirect)
    host.addAction('/digest/use-up', web => {
        t.equal(host.nonces.use(web.nonce!, 0xffffffff), 'new')
        redirect(web)
    })
    host.addAction('/', (web: Web) =>
        web.writeNow(`${web.username} ${web.method} ${web.query} ${web.bodyBytes.length}`),
    )
    await run(function* () {
        yield* host.start()
        yield* fromPromise(body(host.urls[0]!.replace(/\/$/, '')))
        yield* host.stop({ grace: 1000 })
    })
}

t.test('curl --basic and --digest', { skip }, async t => {
    await serve(async url => {
        const basic = await curl('--basic', '-u', 'joe:s3:cret', `${url}/basic/x`)
        t.same(basic, { out: 'joe GET null 0', statuses: [200] })
        t.same((await curl('--basic', '-u', 'joe:wrong', `${url}/basic/x`)).statuses, [401])
        t.same((await curl(`${url}/basic/x`)).statuses, [401])
        t.same((await curl('--anyauth', '-u', 'joe:s3:cret', `${url}/basic/x`)).statuses, [401, 200])
        for (const [user, path] of [
            ['joe', 'digest'],
            ['old', 'md5'],
        ] as const) {
            const credentials = ['--digest', '-u', `${user}:s3:cret`]
            const response = await curl(...credentials, `${url}/${path}/a%20b?c=d%2Fe`)
            t.same(response, { out: `${user} GET c=d%2Fe 0`, statuses: [401, 200] }, path)
            t.same((await curl('--digest', '-u', `${user}:wrong`, `${url}/${path}/x`)).statuses, [401, 401])
            const post = await curl(...credentials, '-d', 'x'.repeat(20_000), `${url}/${path}/x`)
            t.same(post, { out: `${user} POST null 20000`, statuses: [401, 200] })
        }
        t.same((await curl('--digest', '-u', 'joe:s3:cret', `${url}/md5/x`)).statuses, [401, 401])
    })
})

t.test('curl --digest uses a nonce again, and takes a new one when it is too old', { skip }, async t => {
    await serve(async url => {
        const credentials = ['--digest', '-u', 'joe:s3:cret']
        // Within one transfer, along a redirect; each URL of its own begins anew.
        const again = await curl(...credentials, '-L', `${url}/digest/again`)
        t.same(again, { out: 'joe GET null 0', statuses: [401, 302, 200] })
        const stale = await curl(...credentials, '-L', `${url}/digest/use-up`)
        t.same(stale, { out: 'joe GET null 0', statuses: [401, 302, 401, 200] })
    })
})

t.test('curl logs in with a form, keeps the cookie, logs out', { skip }, async t => {
    const place = mkdtempSync(join(tmpdir(), 'web-curl-'))
    t.teardown(() => rmSync(place, { recursive: true }))
    const jar = ['-b', join(place, 'jar'), '-c', join(place, 'jar')]
    await serve(async url => {
        t.same((await curl(...jar, `${url}/user/x`)).statuses, [401])
        t.same((await curl(...jar, '-d', 'username=joe&password=wrong', `${url}/login`)).statuses, [401])
        const login = await curl(
            ...jar,
            '-L',
            '--data-urlencode',
            'password=s3:cret',
            '-d',
            'username=joe',
            `${url}/login`,
        )
        t.same(login, { out: 'null GET null 0', statuses: [302, 200] })
        t.same(await curl(...jar, `${url}/user/x`), { out: 'joe GET null 0', statuses: [200] })
        const page = await curl(...jar, '-i', `${url}/form/x`)
        const token = /^X-XSRF-TOKEN: (\w+)/m.exec(page.out)?.[1] ?? ''
        t.same((await curl(...jar, '-H', `X-XSRF-TOKEN: ${token}`, '-d', 'a=b', `${url}/form/x`)).statuses, [200])
        t.same((await curl(...jar, '-d', `-xsrf-=${token}`, `${url}/form/x`)).statuses, [200])
        t.same((await curl(...jar, '-d', 'a=b', `${url}/form/x`)).statuses, [400])
        t.same((await curl(...jar, `${url}/logout`)).statuses, [302])
        t.same((await curl(...jar, `${url}/user/x`)).statuses, [401])
    })
})

t.test('curl over TLS: Basic is permitted by default, cookies are Secure', { skip: skip || noOpenssl }, async t => {
    const pki = makePki()
    t.teardown(() => pki.remove())
    const { requireTlsForBasic: _, ...auth } = config.auth!
    const credentials = ['--basic', '-u', 'joe:s3:cret']
    await serve(
        async url => {
            t.same((await curl(...credentials, `${url}/basic/x`)).statuses, [403])
        },
        { auth },
    )
    await serve(
        async url => {
            const ca = ['--cacert', pki.path('ca.crt')]
            const secure = url.replace('127.0.0.1', 'localhost')
            t.same(await curl(...ca, ...credentials, `${secure}/basic/x`), { out: 'joe GET null 0', statuses: [200] })
            const login = await curl(...ca, '-i', '-d', 'username=joe&password=s3:cret', `${secure}/login`)
            t.match(
                login.out,
                /^Set-Cookie: -web-session-=\w+; Max-Age=1800; path=\/; Secure; HttpOnly; SameSite=Lax\r$/m,
            )
        },
        { auth, listen: ['https://127.0.0.1:0'] },
        { certificate: pki.path('server.crt'), key: pki.path('server.key') },
    )
})
