import { join } from 'node:path'
import t from 'tap'
import { run } from '../../../fiber/index.js'
import { AedesBroker } from './brokers.js'
import { tryCuts } from './faults.js'

t.setTimeout(600_000)

for (const role of ['publisher', 'receiver'] as const) {
    for (const direction of ['out', 'in'] as const) {
        for (const qos of [0, 1, 2] as const) {
            // `npm run test:mqtt-faults` tries each byte, with a restart, too.
            for (const step of qos === 0 ? [4] : role === 'publisher' ? [4, 9] : [1, 9]) {
                const restart = step === 9
                const name = `a ${role} of QoS ${qos} keeps its promise, cut at bytes ${direction}${restart ? ', started again' : ''}`
                t.test(name, async t => {
                    const store = restart ? join(t.testdir({}), 'session') : null
                    await run(function* () {
                        const broker = yield* AedesBroker.start()
                        const { count, faults } = yield* tryCuts(broker, { role, direction, qos, store, step })
                        t.strictSame(faults, [])
                        t.ok(count > 0, `${count} cuts`)
                        yield* broker.stop()
                    })
                })
            }
        }
    }
}
