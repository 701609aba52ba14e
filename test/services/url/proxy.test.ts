/*
    proxy.test.ts -- Requests through proxies: with their whole URL, and in tunnels with TLS inside, by option and by the environment.
*/

import t from 'tap'
import { type Fiber, run } from '../../../fiber/index.js'
import { useNetwork } from '../../../fiber/rsocket/index.js'
import * as face from '../../../services/url/c.js'
import { parseAddress, Url, UrlClient } from '../../../services/url/index.js'
import { proxyFor } from '../../../services/url/proxy.js'
import { WS_EVENT_MESSAGE, WS_EVENT_OPEN, type WebSocket } from '../../../services/websock/index.js'
import { noOpenssl } from '../../fiber/tls/pki.js'
import { failure, type Script, type ScriptedServer, scriptedTest } from './harness.js'
import { certified, makeOrigin, RealProxy, sharedPki, withServers } from './secure-servers.js'

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const NAMES = ['http_proxy', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'no_proxy', 'NO_PROXY'] as const

/** Runs some work with these variables of the environment about proxies, and no others. */
function* withEnvironment<T>(variables: Readonly<Record<string, string>>, work: () => Fiber<T>): Fiber<T> {
    const former = NAMES.map(name => [name, process.env[name]] as const)
    for (const name of NAMES) {
        delete process.env[name]
    }
    Object.assign(process.env, variables)
    try {
        return yield* work()
    } finally {
        for (const [name, value] of former) {
            if (value === undefined) {
                delete process.env[name]
            } else {
                process.env[name] = value
            }
        }
    }
}

const proxied =
    (status: number) =>
    (server: ScriptedServer): Script =>
        function* (socket) {
            for (let head = yield* server.head(socket); head !== null; head = yield* server.head(socket)) {
                const text = head.startsWith('CONNECT') ? `HTTP/1.1 ${status} x\r\nContent-Length: 0\r\n\r\n` : OK
                yield* socket.write(text, 'latin1')
                yield* socket.flush()
            }
        }

scriptedTest('UrlClient goes through a proxy, with its whole URL or a tunnel', proxied(403), function* (t, server) {
    const client = server.client({ proxy: 'http://me:secret@server.test' })
    t.equal((yield* client.request('http://far.test/a?b')).status, 200)
    t.equal(
        server.requests[0],
        'GET http://far.test/a?b HTTP/1.1\r\nHost: far.test\r\nProxy-Authorization: Basic bWU6c2VjcmV0\r\n\r\n',
    )
    t.match(yield* failure(client.request('https://far.test/')), { code: 'URL_PROXY' })
    t.equal(
        server.requests[1],
        'CONNECT far.test:443 HTTP/1.1\r\nHost: far.test:443\r\nProxy-Authorization: Basic bWU6c2VjcmV0\r\n\r\n',
    )
    client.close()
})

t.test('proxyFor looks at the environment as curl does', async t => {
    const at = (url: string, env: Record<string, string>) => proxyFor(parseAddress(url), 'environment', env)?.origin
    const env = {
        http_proxy: 'p:81',
        HTTPS_PROXY: 'http://q:82',
        HTTP_PROXY: 'evil',
        no_proxy: 'localhost, .in.test,10.0.0.1:8080',
    }
    t.equal(at('http://a.test/', env), 'http://p:81')
    t.equal(at('https://a.test/', env), 'http://q:82')
    t.equal(at('http://a.test/', { HTTP_PROXY: 'evil' }), undefined)
    t.equal(at('http://a.test/', { ALL_PROXY: 'https://r' }), 'https://r:443')
    t.equal(at('http://b.in.test/', env), undefined)
    t.equal(at('http://xin.test/', env), 'http://p:81')
    t.equal(at('http://10.0.0.1:8080/', env), undefined)
    t.equal(at('http://10.0.0.1/', env), 'http://p:81')
    t.equal(at('http://a.test/', { ...env, no_proxy: '*' }), undefined)
    for (const local of ['localhost', 'LOCALHOST.', '127.0.0.1', '127.9.9.9', '[::1]']) {
        t.equal(at(`http://${local}:8080/`, { http_proxy: 'p' }), undefined, local)
    }
    t.equal(at('http://127.0.0.1.test/', { http_proxy: 'p' }), 'http://p:80')
    const networks = { http_proxy: 'p', no_proxy: '10.1.0.0/16,[fe80::]/10,1.2.3' }
    t.equal(at('http://10.1.9.9/', networks), undefined)
    t.equal(at('http://10.2.9.9/', networks), 'http://p:80')
    t.equal(at('http://4.1.2.3/', networks), 'http://p:80')
    t.equal(at('http://in.test./', { http_proxy: 'p', no_proxy: 'in.test' }), undefined)
})

scriptedTest(
    'Url goes through a proxy that an option names, and urlAlloc through those of the environment',
    proxied(200),
    function* (t, server) {
        const former = useNetwork(server.network)
        try {
            yield* withEnvironment({ http_proxy: 'http://me:pw@server.test', no_proxy: 'other.test' }, function* () {
                const up = face.urlAlloc(0)
                t.equal(yield* face.urlFetch(up, 'GET', 'http://far.test:81/a?b#c', null, 0, 'A: b\r\n'), 200)
                t.equal(
                    server.requests[0],
                    'GET http://far.test:81/a?b HTTP/1.1\r\nA: b\r\nHost: far.test:81\r\nProxy-Authorization: Basic bWU6cHc=\r\nContent-Length: 0\r\n\r\n',
                )
                yield* face.urlGetResponse(up)
                // Whatever server it is for, the proxy has the connection
                yield* face.urlFetch(up, 'GET', 'http://near.test/', null, 0, null)
                t.match(server.requests[1], /^GET http:\/\/near.test\/ /)
                t.equal(server.connections, 1)
                yield* face.urlFetch(up, 'GET', 'http://other.test/', null, 0, null)
                t.match(server.requests[2], /^GET \/ HTTP\/1.1\r\nHost: other.test\r\nContent-Length: 0\r\n\r\n$/)
                face.urlFree(up)
                t.equal(yield* face.urlGet('http://far.test/', null), 'ok')
            })
            const up = new Url({ network: server.network, proxy: 'server.test:80' })
            t.equal(yield* up.fetch('GET', 'http://far.test/'), 200)
            t.match(server.requests.at(-1), /^GET http:\/\/far.test\/ /)
            yield* up.start('GET', 'ws://far.test:81/')
            t.match(server.requests.at(-1), /^CONNECT far.test:81 /)
            up.closeNow()
            const bad = new Url({ network: server.network, proxy: 'socks5://me:secret@server.test' })
            const found = yield* failure(bad.start('GET', 'http://far.test/'))
            t.match(found, { code: 'URL_OPTION', message: /wanted http:\/\/HOST:PORT/ })
            t.notMatch(found.message, /secret/)
        } finally {
            useNetwork(former)
        }
    },
)

t.test('UrlClient verifies the server behind a proxy, and keeps the tunnel', { skip: noOpenssl }, async t => {
    const good = makeOrigin(certified())
    const wrong = makeOrigin(certified('wrong-name'))
    const proxy = RealProxy.make()
    proxy.wanted = 'Basic am9lOnB3'
    const tls = { authority: sharedPki().path('ca.crt') }
    await run(withServers, [good, wrong, proxy], function* () {
        const client = new UrlClient({ proxy: `joe:pw@${proxy.authority}`, tls })
        const stranger = new UrlClient({ proxy: `http://joe:no@${proxy.authority}`, tls })
        try {
            const first = yield* client.request(`${good.url}/a`)
            const second = yield* client.request(`${good.url}/b`)
            t.same([first.text(), second.text()], [`GET /a ${good.authority}`, `GET /b ${good.authority}`])
            t.equal(good.connections, 1)
            t.same(proxy.lines, [`CONNECT ${good.authority}`])
            t.match(yield* failure(client.request(wrong.url)), { code: 'URL_CONNECT' })
            t.match(yield* failure(stranger.request(good.url)), { code: 'URL_PROXY', message: /answered 407/ })
            t.match(client.statistics(), { busy: 0, waiting: 0 })
        } finally {
            client.close()
            stranger.close()
        }
    })
})

t.test('UrlClient speaks TLS with a proxy, and within it with a server', { skip: noOpenssl }, async t => {
    const plain = makeOrigin()
    const secure = makeOrigin(certified())
    const proxy = RealProxy.make(certified())
    await run(withServers, [plain, secure, proxy], function* () {
        const client = new UrlClient({ proxy: proxy.url, tls: { authority: sharedPki().path('ca.crt') } })
        const stranger = new UrlClient({ proxy: proxy.url })
        try {
            t.equal((yield* client.request(`${plain.url}/a`)).text(), `GET /a ${plain.authority}`)
            t.equal((yield* client.request(`${secure.url}/b`)).text(), `GET /b ${secure.authority}`)
            t.same(proxy.lines, [`GET ${plain.url}/a`, `CONNECT ${secure.authority}`])
            t.match(yield* failure(stranger.request(plain.url)), { code: 'URL_CONNECT' })
        } finally {
            client.close()
            stranger.close()
        }
    })
})

t.test('urlFetch and urlWebSocket go through the proxy of the environment', { skip: noOpenssl }, async t => {
    const plain = makeOrigin()
    const secure = makeOrigin(certified('names'))
    const proxy = RealProxy.make()
    function* talk(ws: WebSocket, event: number, buf: Buffer | null, _len: number, seen: string[]): Fiber<void> {
        if (event === WS_EVENT_OPEN) {
            yield* ws.sendBlock(1, 'hello')
        } else if (event === WS_EVENT_MESSAGE) {
            seen.push(String(buf))
            yield* ws.sendClose(1000)
        }
    }
    await run(withServers, [plain, secure, proxy], function* () {
        yield* withEnvironment({ http_proxy: proxy.authority, https_proxy: proxy.authority }, function* () {
            const up = face.urlAlloc(0)
            face.urlSetCerts(up, sharedPki().path('ca.crt'), null, null, null)
            // Names that only the proxy knows: this machine itself is asked straight
            const [near, far] = [plain, secure].map(({ authority }) => authority.split(':')[1])
            t.equal(yield* face.urlFetch(up, 'GET', `https://a.example:${far}/x`, null, 0, null), 200)
            t.equal(yield* face.urlGetResponse(up), `GET /x a.example:${far}`)
            face.urlFree(up)
            const seen: string[] = []
            t.equal(yield* face.urlWebSocket(`ws://far.test:${near}/ws`, talk, seen, null), 0)
            t.same(seen, ['echo hello'])
            t.equal(yield* face.urlGet(`http://far.test:${near}/y`, null), `GET /y far.test:${near}`)
            t.equal(yield* face.urlGet(`${plain.url}/z`, null), `GET /z ${plain.authority}`)
            t.same(proxy.lines, [
                `CONNECT a.example:${far}`,
                `CONNECT far.test:${near}`,
                `GET http://far.test:${near}/y`,
            ])
        })
    })
})
