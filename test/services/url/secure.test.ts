/*
    secure.test.ts -- https and wss in both faces, with real sockets: who is verified, and what the settings of TLS do.
*/

import t from 'tap'
import { type Fiber, run, scope } from '../../../fiber/index.js'
import * as face from '../../../services/url/c.js'
import { UrlClient, UrlError } from '../../../services/url/index.js'
import { WS_EVENT_CLOSE, WS_EVENT_MESSAGE, WS_EVENT_OPEN, type WebSocket } from '../../../services/websock/index.js'
import { noOpenssl } from '../../fiber/tls/pki.js'
import { failure } from './harness.js'
import { certified, makeOrigin, sharedPki, withServers } from './secure-servers.js'

const skip = noOpenssl

t.test('UrlClient verifies who answers https, and keeps the connection', { skip }, async t => {
    const good = makeOrigin(certified())
    const wrong = makeOrigin(certified('wrong-name'))
    const authority = sharedPki().path('ca.crt')
    await run(withServers, [good, wrong], function* () {
        const client = new UrlClient({ tls: { authority } })
        const plain = new UrlClient()
        const careless = new UrlClient({ tls: { verifyPeer: false } })
        try {
            const first = yield* client.request(`${good.url}/a`)
            const second = yield* client.request(`${good.url}/b`)
            t.equal(first.text(), `GET /a ${good.authority}`)
            t.equal(second.header('x-port'), first.header('x-port'))
            t.match(client.statistics(), { opened: 1, reused: 1 })
            t.match(yield* failure(client.request(wrong.url)), {
                code: 'URL_CONNECT',
                message: /Cannot request https:/,
            })
            t.match(yield* failure(plain.request(good.url)), { code: 'URL_CONNECT' })
            t.equal((yield* careless.request(wrong.url)).status, 200)
            t.match(yield* failure(client.request(`http://${good.authority}/`)), { code: /^URL_(LOST|HEAD)$/ })
            t.match(client.statistics(), { busy: 0, waiting: 0 })
        } finally {
            client.close()
            plain.close()
            careless.close()
        }
    })
})

t.test('UrlClient says so where files of TLS cannot be used, before anything is sent', { skip }, async t => {
    await run(function* () {
        const client = new UrlClient({ tls: { authority: '/nowhere/ca.crt' } })
        const found = yield* failure(client.request('https://localhost:1/'))
        t.match(found, { code: 'URL_CONNECT', message: /nowhere/ })
        client.close()
    })
})

t.test('urlSetCerts and urlSetVerify say whom a Url trusts, on each of its connections', { skip }, async t => {
    const pki = sharedPki()
    const good = makeOrigin(certified())
    const self = makeOrigin(certified('self'))
    const wrong = makeOrigin(certified('stranger-wrong'))
    await run(withServers, [good, self, wrong], function* () {
        const status = (up: face.Url, url: string): Fiber<number> => face.urlFetch(up, 'GET', url, null, 0, null)
        const up = face.urlAlloc(0)
        t.equal(yield* status(up, good.url), -22)
        t.match(face.urlGetError(up), /certificate/i)
        face.urlSetCerts(up, pki.path('ca.crt'), null, null, null)
        t.equal(yield* status(up, good.url), 200)
        t.equal(yield* face.urlGetResponse(up), `GET / ${good.authority}`)
        t.equal(yield* status(up, self.url), -22)
        // The settings are the object's, also after an error and for another server
        t.equal(yield* status(up, good.url), 200)
        face.urlSetVerify(up, true, false)
        t.equal(yield* status(up, self.url), 200)
        t.equal(yield* status(up, wrong.url), -22)
        face.urlSetVerify(up, 0, 0)
        t.equal(yield* status(up, wrong.url), 200)
        face.urlFree(up)
        const lost = face.urlAlloc(0)
        face.urlSetCerts(lost, '/nowhere/ca.crt', null, null, null)
        t.equal(yield* status(lost, good.url), -22)
        t.match(face.urlGetError(lost), /nowhere/)
        face.urlFree(lost)
    })
})

t.test('urlSetCerts tells a server who asks for it who the client is', { skip }, async t => {
    const pki = sharedPki()
    const server = makeOrigin({ ...certified(), ca: pki.text('ca.crt'), requestCert: true, rejectUnauthorized: true })
    await run(withServers, [server], function* () {
        const up = face.urlAlloc(0)
        face.urlSetCerts(up, pki.path('ca.crt'), null, null, null)
        t.ok((yield* face.urlFetch(up, 'GET', server.url, null, 0, null)) < 0)
        face.urlSetCerts(up, null, pki.path('client.key'), pki.path('client.crt'), null)
        t.equal(yield* face.urlFetch(up, 'GET', server.url, null, 0, null), 200)
        face.urlSetCiphers(up, 'ECDHE-ECDSA-AES128-GCM-SHA256')
        t.equal(yield* face.urlFetch(up, 'GET', server.url, null, 0, null), 200)
        face.urlFree(up)
    })
})

/** A callback that sends a message, and closes when it is answered. */
function* talk(ws: WebSocket, event: number, buf: Buffer | null, _len: number, seen: string[]): Fiber<void> {
    seen.push(`${event} ${event === WS_EVENT_CLOSE ? '' : (buf ?? '')}`.trim())
    if (event === WS_EVENT_OPEN) {
        yield* ws.sendBlock(1, 'hello')
    } else if (event === WS_EVENT_MESSAGE) {
        yield* ws.sendClose(1000)
    }
}

const talked = [String(WS_EVENT_OPEN), `${WS_EVENT_MESSAGE} echo hello`, String(WS_EVENT_CLOSE)]

t.test('urlWebSocket and urlWebSocketAsync speak ws and wss, and leave no connection', { skip }, async t => {
    const pki = sharedPki()
    const plain = makeOrigin()
    const secure = makeOrigin(certified())
    await run(withServers, [plain, secure], function* () {
        const seen: string[] = []
        t.equal(yield* face.urlWebSocket(plain.socketUrl, talk, seen, 'X-A: b\r\n'), 0)
        t.same(seen, talked)
        t.equal(yield* face.urlWebSocket(secure.socketUrl, talk, seen, null), -22)
        t.equal(yield* face.urlWebSocket(`ws://${secure.authority}`, talk, seen, null), -21)
        t.equal(yield* face.urlWebSocket('ws://localhost:1/', talk, seen, null), -22)
        t.equal(yield* face.urlWebSocket(null, talk, seen, null), -6)
        const up = face.urlAlloc(0)
        face.urlSetCerts(up, pki.path('ca.crt'), null, null, null)
        t.equal(face.urlWebSocketAsync(up, talk, seen), -6)
        t.equal(yield* face.urlStart(up, 'GET', secure.socketUrl), 0)
        t.equal(yield* face.urlFinalize(up), 0)
        t.equal(yield* face.urlGetStatus(up), 101)
        const ws = face.urlGetWebSocket(up)!
        seen.length = 0
        yield* scope(function* () {
            t.equal(face.urlWebSocketAsync(up, talk, seen), 0)
            t.same(seen, [], 'it does not wait')
        })
        t.same(seen, talked)
        face.urlFree(up)
        t.equal(ws.socket.closed, true)
    })
})

t.test('UrlError of https has the error of TLS as its cause', { skip }, async t => {
    const server = makeOrigin(certified('expired'))
    await run(withServers, [server], function* () {
        const client = new UrlClient({ tls: { authority: sharedPki().path('ca.crt') } })
        try {
            yield* client.request(server.url)
            t.fail('the certificate has expired')
        } catch (error) {
            t.ok(error instanceof UrlError)
            t.match((error as UrlError).cause, { code: /^TLS_/ })
        } finally {
            client.close()
        }
    })
})
