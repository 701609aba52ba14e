import t from 'tap'
import { describeAddress, formatAddress, makeAddress } from '../../../fiber/socket/addresses.js'

t.test('makeAddress shows IPv4-mapped IPv6 as IPv4 (spec runtime.md §8.6)', async t => {
    t.same(makeAddress({ address: '::ffff:10.0.0.1', port: 80, family: 'IPv6' }), {
        address: '10.0.0.1',
        port: 80,
        family: 4,
    })
    t.same(makeAddress({ address: '::1', port: 80, family: 'IPv6' }), { address: '::1', port: 80, family: 6 })
    t.same(makeAddress({ address: '127.0.0.1', family: 'IPv4' }), { address: '127.0.0.1', port: 0, family: 4 })
    t.equal(makeAddress({ address: '::ffff:0:1', family: 6 })?.family, 6)
    t.equal(makeAddress({}), null)
})

t.test('formatAddress puts IPv6 in brackets', async t => {
    t.equal(formatAddress('10.0.0.1', 80), '10.0.0.1:80')
    t.equal(formatAddress('::1', 80), '[::1]:80')
    t.equal(formatAddress('name', 443), 'name:443')
})

t.test('describeAddress has a word for addresses that are not known, and names of other transports', async t => {
    t.equal(describeAddress(null), 'socket')
    t.equal(describeAddress({ address: 'memory a', port: 0, family: 0 }), 'memory a')
    t.equal(describeAddress({ address: '::1', port: 7, family: 6 }), '[::1]:7')
})
