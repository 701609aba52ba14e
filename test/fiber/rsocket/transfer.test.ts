import { R_ERR_BUSY } from '../../../fiber/compat/c.js'
import { spawn, yieldNow } from '../../../fiber/core/index.js'
import {
    rCloseSocket,
    rIsSocketEof,
    rReadSocket,
    rReadSocketSync,
    rWriteSocket,
    rWriteSocketSync,
} from '../../../fiber/rsocket/index.js'
import { until } from '../socket/pair-tools.js'
import { onBoth } from './pair.js'

onBoth('rReadSocketSync takes what is there, and does not wait', function* (t, a, b) {
    const buf = Buffer.alloc(64)
    t.equal(rReadSocketSync(b, buf, 64), 0)
    yield* rWriteSocket(a, 'text')
    yield* until(() => b.socket!.available === 4)
    t.equal(rReadSocketSync(b, buf, 3), 3)
    t.equal(rReadSocketSync(b, buf, 64), 1)
    t.equal(rReadSocketSync(b, buf, 64), 0)
    t.notOk(rIsSocketEof(b))
})

onBoth('rWriteSocketSync takes what there is room for', function* (t, a, b) {
    const block = Buffer.alloc(1_000_000, 'x')
    let total = 0
    let count = rWriteSocketSync(a, block, block.length)
    for (; count > 0; count = rWriteSocketSync(a, block, block.length)) {
        total += count
        yield* yieldNow()
    }
    t.equal(count, 0)
    t.equal(rWriteSocketSync(a, 'text'), 0)
    t.equal(rWriteSocketSync(a, '', 0), 0)
    rCloseSocket(a)
    const buf = Buffer.alloc(1 << 20)
    let got = 0
    for (let n = yield* rReadSocket(b, buf, buf.length); n > 0; n = yield* rReadSocket(b, buf, buf.length)) {
        got += n
    }
    t.equal(got, total, 'a close loses nothing that was taken')
})

onBoth('rReadSocketSync is refused while an idiomatic reader waits', function* (t, a, b) {
    const reader = spawn(function* () {
        return yield* b.socket!.readExactly(4)
    })
    yield* yieldNow()
    t.equal(rReadSocketSync(b, Buffer.alloc(9), 9), R_ERR_BUSY)
    yield* rWriteSocket(a, 'text')
    t.equal(String(yield* reader.join()), 'text')
    t.equal(rReadSocketSync(b, Buffer.alloc(9), 9), 0)
})

onBoth('activity is the time of the latest read or write', function* (t, a, b) {
    t.equal(a.activity, 0)
    const before = Date.now()
    yield* rWriteSocket(a, 'text')
    yield* rReadSocket(b, Buffer.alloc(9), 9)
    for (const { activity } of [a, b]) {
        t.ok(Number.isInteger(activity) && activity >= before && activity <= Date.now())
    }
})
