import { now, scope, sleep } from '../../../../fiber/index.js'
import { FileClaims } from '../../../../services/web/files/file-claims.js'
import { webTest } from '../harness.js'

webTest('FileClaims lets one after the other change a file, in the order of their coming', function* (t) {
    const claims = new FileClaims()
    const order: string[] = []
    function* change(name: string) {
        t.ok(yield* claims.take('/a', 10_000))
        order.push(`${name} begins`)
        yield* sleep(100)
        order.push(`${name} ends`)
        claims.give('/a')
    }
    yield* scope(function* (s) {
        for (const name of ['1', '2', '3']) {
            s.spawn(change, name)
        }
        yield* sleep(1)
        t.ok(yield* claims.take('/b', 10), 'another file is free')
        claims.give('/b')
    })
    t.same(order, ['1 begins', '1 ends', '2 begins', '2 ends', '3 begins', '3 ends'])
})

webTest('FileClaims.take gives up after its time, and a cancelled one leaves nothing behind', function* (t) {
    const claims = new FileClaims()
    t.ok(yield* claims.take('/a', 10))
    const begin = now()
    t.notOk(yield* claims.take('/a', 2000))
    t.equal(now() - begin, 2000)
    yield* scope(function* (s) {
        const waiting = s.spawn(() => claims.take('/a', 5000))
        yield* sleep(1)
        waiting.cancel()
    })
    claims.give('/a')
    t.ok(yield* claims.take('/a', 0), 'it is free again')
    claims.give('/a')
})
