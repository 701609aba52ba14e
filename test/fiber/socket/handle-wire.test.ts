import t from 'tap'
import { conformance } from './conformance.js'
import { tcpPair } from './tcp-pair.js'
import { run } from '../../../fiber/core/index.js'
import { nodeNetwork } from '../../../fiber/socket/node-network.js'
import { selfTest } from '../../../fiber/socket/self-test.js'

t.test('selfTest finds that handles work on this Node', async t => {
    t.equal(await run(selfTest), true)
})

conformance(t, { name: 'HandleWire', pair: () => tcpPair(nodeNetwork, 'accepted') })
