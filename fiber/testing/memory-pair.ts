/*
    memory-pair.ts -- Two sockets that are connected with each other, for tests of code that uses sockets.
*/

import { Socket, type SocketOptions } from '../socket/index.js'
import type { Conditions } from './conditions.js'
import { memoryWires } from './memory-wire.js'

/** How the pair behaves. */
export interface MemoryPairOptions extends Conditions, SocketOptions {}

/**
 * Two connected sockets. What one writes the other reads, in the next turn of the event loop unless the options say otherwise.
 * They behave like TCP sockets on one machine, also when they end, break, or are held back.
 */
export function memoryPair(options: MemoryPairOptions = {}): [Socket, Socket] {
    const [a, b] = memoryWires(options)
    return [new Socket(a, options), new Socket(b, options)]
}
