import { join } from 'node:path'
import t from 'tap'
import { run } from '../../../fiber/index.js'
import { AedesBroker } from './brokers.js'
import { tryPublisher, tryReceiver } from './faults.js'

/** An exchange has fewer bytes than this. */
const LONGEST = 400

for (const role of ['publisher', 'receiver'] as const) {
    for (const direction of ['out', 'in'] as const) {
        for (const qos of [0, 1, 2] as const) {
            // `npm run test:mqtt-faults` tries each byte with a restart, too.
            for (const step of qos === 0 ? [4] : role === 'publisher' ? [4, 9] : [1, 9]) {
                const restart = step === 9
                const name = `a ${role} of QoS ${qos} keeps its promise, cut at bytes ${direction}${restart ? ', started again' : ''}`
                t.test(name, async t => {
                    const directory = t.testdir({})
                    await run(function* () {
                        const broker = yield* AedesBroker.start()
                        let cuts = 0
                        for (let after = 1; after < LONGEST; after += step) {
                            const store = restart ? join(directory, 'session') : null
                            const what = { direction, qos, after, store }
                            const { cut, fault } = yield* role === 'publisher'
                                ? tryPublisher(broker, what)
                                : tryReceiver(what)
                            if (fault !== null) {
                                t.fail(`cut after ${after}: ${fault}`)
                            }
                            if (!cut) {
                                break
                            }
                            cuts++
                        }
                        t.ok(cuts > 0, `${cuts} cuts`)
                        yield* broker.stop()
                    })
                })
            }
        }
    }
}
