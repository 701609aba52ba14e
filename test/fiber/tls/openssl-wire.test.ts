import t from 'tap'
import { run } from '../../../fiber/core/index.js'
import { selfTest } from '../../../fiber/socket/self-test.js'
import { conformance } from '../socket/conformance.js'
import { networkPair } from './pairs.js'
import { makePki, noOpenssl } from './pki.js'

t.test('OpensslWire on TCP with the read buffer', { skip: noOpenssl }, async t => {
    const pki = makePki()
    t.teardown(() => pki.remove())
    const server = { certificate: pki.path('server.crt'), key: pki.path('server.key') }
    const client = { authority: pki.path('ca.crt') }
    const old = { ...client, maxVersion: 'TLSv1.2' as const }
    await run(selfTest)
    conformance(t, { name: 'accepted', pair: () => networkPair(server, client, 'accepted') })
    conformance(t, { name: 'connected, TLS 1.2', pair: () => networkPair(server, old, 'connected') })
})
