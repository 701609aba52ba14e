import t from 'tap'
import { run } from '../../../fiber/core/index.js'
import { forceSelfTest } from '../../../fiber/socket/self-test.js'
import { conformance } from '../socket/conformance.js'
import { memoryPair, networkPair } from './pairs.js'
import { makePki, noOpenssl } from './pki.js'

t.test('Transport', { skip: noOpenssl }, async t => {
    const pki = makePki()
    t.teardown(() => pki.remove())
    const server = { certificate: pki.path('server.crt'), key: pki.path('server.key') }
    const client = { authority: pki.path('ca.crt') }

    t.test('Transport in memory', async t => {
        // With protocols the server looks at the hello before TLS does.
        const protocols = { alpn: ['one'] }
        conformance(t, {
            name: 'TLS 1.3',
            pair: () => memoryPair({ ...server, ...protocols }, { ...client, ...protocols }),
        })
    })

    t.test('Transport in memory takes a hello byte by byte', async t => {
        await run(function* () {
            const options = { ...server, alpn: ['two', 'one'] }
            const [a, b] = yield* memoryPair(options, { ...client, alpn: ['one', 'two'] }, { segment: 1 })
            t.strictSame([a.security!.alpn, b.security!.alpn], ['two', 'two'])
            yield* a.close()
            yield* b.close()
        })
    })

    t.test('Transport on TCP with data events', async t => {
        forceSelfTest(false)
        t.teardown(() => forceSelfTest(null))
        conformance(t, { name: 'connected', pair: () => networkPair(server, client, 'connected') })
    })
})
