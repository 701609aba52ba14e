/*
    subscriptions.ts -- What a subscription costs: memory of many, and the time to find those that match.
*/

import { deadline, run } from '../../../fiber/index.js'
import { Mqtt } from '../../../services/mqtt/index.js'
import { TopicIndex } from '../../../services/mqtt/topic-index.js'
import { answer } from '../harness/index.js'

const COUNT = 10_000

/** Bytes of heap for each subscription with a handler below a master, and microseconds to match a topic of theirs. */
function measure(port: number): Promise<{ readonly bytes: number; readonly match: number }> {
    return run(function* () {
        const mq = yield* Mqtt.connect({ endpoint: `mqtt://127.0.0.1:${port}`, clientId: 'many', clean: true })
        yield* deadline(10_000, mq.subscribeMaster('many/#'))
        global.gc?.()
        const before = process.memoryUsage().heapUsed
        for (let i = 0; i < COUNT; i++) {
            yield* mq.subscribe(`many/${i % 100}/${i}/+`, () => {})
        }
        global.gc?.()
        const bytes = (process.memoryUsage().heapUsed - before) / COUNT
        const index = new TopicIndex<number>()
        for (let i = 0; i < COUNT; i++) {
            index.add(i % 2 === 0 ? `many/${i % 100}/${i}/+` : `many/+/${i}/#`, i)
        }
        const start = performance.now()
        let found = 0
        for (let i = 0; i < 100_000; i++) {
            found += index.match(`many/${i % 100}/${i % COUNT}/x`).length
        }
        const match = ((performance.now() - start) * 1000) / 100_000
        yield* mq.free()
        return { bytes, match: found > 0 ? match : Number.NaN }
    })
}

answer(null, { measure: port => measure(port as number) })
