/*
    client-ours.ts -- The client of ioto-fiber.
*/

import { all, type Fiber, now, run, sleep } from '../../../fiber/index.js'
import { Mqtt } from '../../../services/mqtt/index.js'
import { answer } from '../harness/index.js'
import { type Load, type Order, WINDOW } from './rows.js'

function* work({ port, row, seconds }: Order): Fiber<Load> {
    const mq = yield* Mqtt.connect({ endpoint: `mqtt://127.0.0.1:${port}`, clientId: 'ours', clean: true })
    let messages = 0
    const cpu = process.cpuUsage()
    const start = performance.now()
    if (row.kind === 'publish') {
        const payload = Buffer.alloc(row.size, 'x')
        const due = now() + seconds * 1000
        function* publisher(): Fiber<void> {
            for (let i = 0; (i & 15) !== 0 || now() < due; i++) {
                yield* mq.publish('bench', payload, { qos: row.qos })
                messages++
            }
        }
        yield* all(Array.from({ length: row.qos === 0 ? 1 : WINDOW }, publisher))
    } else {
        yield* mq.subscribe(
            'bench',
            () => {
                messages++
            },
            { qos: row.qos, wait: 'ack' },
        )
        yield* mq.subscribe(`bench/${row.qos}/${row.size}`)
        yield* sleep(seconds * 1000)
    }
    const elapsed = performance.now() - start
    const { user, system } = process.cpuUsage(cpu)
    const load = { messages, perSecond: (messages * 1000) / elapsed, cpu: (user + system) / messages }
    yield* mq.free()
    return load
}

answer(null, { load: order => run(() => work(order as Order)) })
