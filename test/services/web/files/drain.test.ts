import { now, scope } from '../../../../fiber/index.js'
import { drain } from '../../../../services/web/files/drain.js'
import { FramedBytes } from '../../../../services/web/files/framed-bytes.js'
import type { Web } from '../../../../services/web/index.js'
import { TestHost, webTest } from '../harness.js'

const SIZE = 2_000_000

/** A host that answers with a large body in one write. */
function largeHost(inactivity: number, request: number): TestHost {
    const body = new FramedBytes(SIZE)
    body.bytes.fill('x')
    const answer = function* (web: Web) {
        web.reply.sendFramed(`Content-Length: ${SIZE}\r\n`, body)
        yield* drain(web)
    }
    return new TestHost({ routes: [{ handler: 'action' }], timeouts: { inactivity, request } }, { '/': answer })
}

webTest('drain waits as long as the client takes anything', function* (t) {
    const host = largeHost(30, 3600)
    const client = host.connect({ bandwidth: 10_000 })
    const began = now()
    const response = yield* client.get('/')
    t.equal(response.body.length, SIZE)
    t.ok(now() - began >= 200_000, 'it took much longer than a client may be without progress')
    t.equal((yield* client.get('/')).body.length, SIZE, 'the connection goes on')
})

webTest('drain gives up a client that takes nothing', function* (t) {
    const host = largeHost(30, 3600)
    const client = host.connect()
    const began = now()
    yield* client.send('GET / HTTP/1.1\r\nHost: test\r\n\r\n')
    yield* client.served.join()
    // The first of these times it has taken what fits into buffers on the way.
    t.equal(now() - began, 60_000)
})

webTest('drain gives up a client that has not taken all when the time of the request is over', function* (t) {
    const host = largeHost(30, 100)
    const client = host.connect({ bandwidth: 10_000 })
    const began = now()
    yield* scope(function* (s) {
        s.spawn(function* () {
            yield* client.send('GET / HTTP/1.1\r\nHost: test\r\n\r\n')
            try {
                yield* client.rest()
            } catch (error) {
                t.match(error, { code: 'SOCKET_RESET' })
            }
        })
        yield* client.served.join()
        t.equal(Math.floor((now() - began) / 1000), 100)
    })
})
