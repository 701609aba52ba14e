import t from 'tap'
import { run } from '../../../fiber/core/index.js'
import type { Network } from '../../../fiber/socket/index.js'
import { nodeNetwork } from '../../../fiber/socket/node-network.js'
import { forceSelfTest, selfTest } from '../../../fiber/socket/self-test.js'
import { conformance } from './conformance.js'
import { tcpPair } from './tcp-pair.js'

/** Accepts net.Sockets, as for TLS. */
const sockets: Network = {
    ...nodeNetwork,
    bind: (host, port, acceptor, options) => nodeNetwork.bind(host, port, acceptor, { ...options, secure: true }),
}

t.test('NodeWire with the read buffer', async t => {
    await run(selfTest)
    conformance(t, { name: 'accepted', pair: () => tcpPair(sockets, 'accepted') })
    conformance(t, { name: 'connected', pair: () => tcpPair(sockets, 'connected') })
})

t.test('NodeWire with data events', async t => {
    forceSelfTest(false)
    t.teardown(() => forceSelfTest(null))
    conformance(t, { name: 'accepted', pair: () => tcpPair(sockets, 'accepted') })
})
