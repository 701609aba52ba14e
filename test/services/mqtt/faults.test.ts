import { join } from 'node:path'
import t from 'tap'
import { run } from '../../../fiber/index.js'
import { tryCuts } from './faults.js'

t.setTimeout(600_000)

for (const role of ['publisher', 'receiver'] as const) {
    for (const direction of ['out', 'in'] as const) {
        for (const qos of [0, 1, 2] as const) {
            // Without a promise there is nothing to keep over a restart.
            for (const restart of qos === 0 ? [false] : [false, true]) {
                // `npm run test:mqtt-faults` tries each byte of all of them.
                const step = restart ? 5 : qos === 2 ? 1 : 3
                const name = `a ${role} of QoS ${qos} keeps its promise, cut at bytes ${direction}${restart ? ', started again' : ''}`
                t.test(name, async t => {
                    const store = restart ? join(t.testdir({}), 'session') : null
                    await run(function* () {
                        const { count, faults } = yield* tryCuts({ role, direction, qos, store, step })
                        t.strictSame(faults, [])
                        t.ok(count > 0, `${count} cuts`)
                    })
                })
            }
        }
    }
}
