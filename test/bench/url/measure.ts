/*
    measure.ts -- What the processes of all clients have in common: so many loops that ask one after the other, and the time they take.
*/

import { answer } from '../harness/index.js'

/** What is asked of a client. */
export interface Order {
    readonly port: number
    readonly size: number
    readonly flight: number
    readonly seconds: number
}

/** What it took. */
export interface Figure {
    /** Microseconds of processor time for each request. */
    readonly cpu: number
    readonly perSecond: number
}

/** Answers orders. `load` asks in `flight` loops while `goesOn()`, looks at the length of each body, and calls `count` for it. */
export function client(
    load: (order: Order, goesOn: () => boolean, count: (bytes: number) => void) => Promise<unknown>,
): void {
    async function measure(order: Order): Promise<Figure> {
        // All begin with a heap that was looked through
        globalThis.gc?.()
        let requests = 0
        const begin = performance.now()
        const end = begin + order.seconds * 1000
        const before = process.cpuUsage()
        await load(
            order,
            () => performance.now() < end,
            bytes => {
                if (bytes !== order.size) {
                    throw new Error(`Cannot measure: a body of ${bytes} bytes, wanted ${order.size}`)
                }
                requests++
            },
        )
        const { user, system } = process.cpuUsage(before)
        return { cpu: (user + system) / requests, perSecond: (requests * 1000) / (performance.now() - begin) }
    }
    answer('client', { measure: order => measure(order as Order) })
}
