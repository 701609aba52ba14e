import t from 'tap'
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
        conformance(t, { name: 'TLS 1.3', pair: () => memoryPair(server, client) })
    })

    t.test('Transport on TCP with data events', async t => {
        forceSelfTest(false)
        t.teardown(() => forceSelfTest(null))
        conformance(t, { name: 'connected', pair: () => networkPair(server, client, 'connected') })
    })
})
