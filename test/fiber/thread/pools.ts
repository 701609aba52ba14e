/*
    pools.ts -- What tests of worker threads share.
*/

import { threadStatistics } from '../../../fiber/index.js'

/** Lets the event loop turn until something in another thread has come true. There is no event for it to wait for. */
export async function until(what: () => boolean): Promise<void> {
    while (!what()) {
        await new Promise(resolve => setImmediate(resolve))
    }
}

/** Waits until no thread is left. */
export function noThreads(): Promise<void> {
    return until(() => threadStatistics().threads === 0)
}

/** A counter that threads share. */
export function counter(): Int32Array {
    return new Int32Array(new SharedArrayBuffer(4))
}

/** Work that never ends, and counts while it runs. */
export function endless(count: Int32Array): void {
    for (;;) {
        Atomics.add(count, 0, 1)
    }
}

/** Work that ends when the gate is opened with `open`. */
export function gated(gate: Int32Array, value: string): string {
    Atomics.wait(gate, 0, 0)
    return value
}

/** Opens a gate for all who wait there, and who come. */
export function open(gate: Int32Array): void {
    Atomics.store(gate, 0, 1)
    Atomics.notify(gate, 0)
}
