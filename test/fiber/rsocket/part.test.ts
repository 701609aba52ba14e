import t from 'tap'
import { run } from '../../../fiber/core/index.js'
import { activeSockets, dropSockets, rGetSocketHandle, rIsSocketClosed } from '../../../fiber/rsocket/index.js'
import { countWaits } from '../../../fiber/wait/index.js'
import { until } from '../socket/pair-tools.js'
import { Accepting, connected } from './pair.js'
import { rAllocSocket } from '../../../fiber/rsocket/c.js'

t.test('dropSockets closes connections and listeners that nobody has freed', async t => {
    await run(function* () {
        const accepting = new Accepting()
        const sp = yield* connected(rAllocSocket(), yield* accepting.listen())
        const server = yield* accepting.next()
        const connections = [sp.socket!, server.socket!]
        dropSockets()
        dropSockets()
        for (const sock of [sp, server, accepting.listener]) {
            t.ok(rIsSocketClosed(sock))
            t.equal(rGetSocketHandle(sock), -1)
        }
        for (const connection of connections) {
            yield* connection.waitClosed()
        }
        t.equal(activeSockets(), 0)
        t.equal(countWaits(), 0)
        // The test of handles that each process makes once may still be running.
        yield* until(() => !process.getActiveResourcesInfo().some(name => name.startsWith('TCP')))
    })
})
