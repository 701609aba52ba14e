import t from 'tap'
import type { Socket } from '../../../fiber/socket/index.js'
import { type MemoryPairOptions, memoryPair } from '../../../fiber/testing/index.js'
import type { Fiber } from '../../../fiber/core/index.js'
import { conformance } from '../socket/conformance.js'

function pairs(options: MemoryPairOptions): () => Fiber<[Socket, Socket]> {
    return function* () {
        return memoryPair(options)
    }
}

conformance(t, { name: 'memoryPair', pair: pairs({}), mostBuffered: 2 ** 20 })
conformance(t, {
    name: 'memoryPair in odd segments',
    pair: pairs({ segment: 1009, highWater: 5000 }),
    mostBuffered: 2 ** 20,
})
