import t from 'tap'
import { AddressLimits } from '../../../services/web/address-limits.js'

t.test('AddressLimits.enter counts the connections of each address', async t => {
    const limits = new AddressLimits({ connections: 2, rate: 0, burst: 0 })
    const first = limits.enter('192.0.2.1', 0)!
    t.ok(limits.enter('::ffff:192.0.2.1', 0))
    t.equal(limits.enter('192.0.2.1', 0), null)
    t.ok(limits.enter('192.0.2.2', 0))
    limits.leave(first, 0)
    t.equal(limits.enter('192.0.2.1', 0), first)
    t.equal(limits.size, 2)
})

t.test('AddressLimits counts IPv6 addresses by their first 64 bits, however they are written', async t => {
    const limits = new AddressLimits({ connections: 1, rate: 0, burst: 0 })
    t.ok(limits.enter('2001:db8:1:2::1', 0))
    for (const same of ['2001:db8:1:2:ffff::', '2001:0DB8:0001:0002:1:2:3:4', '2001:db8:1:2::%eth0']) {
        t.equal(limits.enter(same, 0), null, same)
    }
    for (const other of ['2001:db8:1:3::1', '::1', 'fe80::1%eth0', 'memory a']) {
        t.ok(limits.enter(other, 0), other)
    }
    t.equal(limits.enter('::2', 0), null)
})

t.test('AddressRecord.take lets a burst pass, then a rate', async t => {
    const limits = new AddressLimits({ connections: 0, rate: 2, burst: 3 })
    const record = limits.enter('192.0.2.1', 1000)!
    t.same(
        [1, 2, 3].map(() => record.take(1000)),
        [0, 0, 0],
    )
    t.equal(record.take(1000), 500)
    t.equal(record.take(1250), 250)
    t.equal(record.take(1500), 0)
    t.equal(record.take(1600), 400)
    t.same(
        [1, 2, 3, 4].map(() => record.take(99_000)),
        [0, 0, 0, 500],
    )
})

t.test('AddressRecord.take always lets pass where there is no rate', async t => {
    const record = new AddressLimits({ connections: 5, rate: 0, burst: 0 }).enter('192.0.2.1', 0)!
    t.ok(Array.from({ length: 100 }, () => record.take(0)).every(wait => wait === 0))
})

t.test('AddressLimits remembers an address as long as its bucket is not full', async t => {
    const limits = new AddressLimits({ connections: 0, rate: 1, burst: 2 })
    const record = limits.enter('192.0.2.1', 0)!
    record.take(0)
    record.take(0)
    limits.leave(record, 0)
    t.equal(limits.size, 1)
    const again = limits.enter('192.0.2.1', 500)!
    t.equal(again, record)
    t.equal(again.take(500), 500)
    limits.leave(again, 5000)
    t.equal(limits.size, 0)
})

t.test('AddressLimits remembers a bounded number of addresses, and those with connections first', async t => {
    const limits = new AddressLimits({ connections: 1, rate: 0.001, burst: 1 })
    const kept = limits.enter('10.0.0.1', 0)!
    for (let i = 0; i < 20_000; i++) {
        const record = limits.enter(`192.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, 0)!
        record.take(0)
        limits.leave(record, 0)
    }
    t.equal(limits.size, 10_000)
    t.equal(limits.enter('10.0.0.1', 0), null)
    limits.leave(kept, 0)
    for (let i = 0; i < 10_000; i++) {
        const record = limits.enter(`10.1.${i >> 8}.${i & 255}`, 10_000_000)!
        limits.leave(record, 10_000_000)
    }
    t.equal(limits.size, 0)
})
