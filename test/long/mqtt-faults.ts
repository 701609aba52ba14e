/*
    mqtt-faults.ts -- The promises of the MQTT client, with the connection cut at each byte of an exchange, with and without a restart.
    `npm run test:mqtt-faults`. The tests of each day (test/services/mqtt/faults.test.ts) try some of the bytes.
*/

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Fiber, run } from '../../fiber/index.js'
import { tryCuts } from '../services/mqtt/faults.js'

const directory = mkdtempSync(join(tmpdir(), 'mqtt-faults-'))
try {
    const count = await run(() => tryAll(join(directory, 'session')))
    console.log(`The client keeps its promises over ${count} cuts`)
} finally {
    rmSync(directory, { recursive: true })
}

function* tryAll(file: string): Fiber<number> {
    let all = 0
    for (const role of ['publisher', 'receiver'] as const) {
        for (const direction of ['out', 'in'] as const) {
            for (const qos of [0, 1, 2] as const) {
                // Without a promise there is nothing to keep over a restart.
                for (const store of qos === 0 ? [null] : [null, file]) {
                    const { count, faults } = yield* tryCuts({ role, direction, qos, store, step: 1 })
                    assert.deepEqual(
                        faults,
                        [],
                        `${role}, QoS ${qos}, ${direction}, ${store ? 'restart' : 'reconnect'}`,
                    )
                    assert.ok(count > 0)
                    all += count
                }
            }
        }
    }
    return all
}
