import fc from 'fast-check'
import t from 'tap'
import { LogFilter, NameSet } from '../../../fiber/log/filter.js'

t.test('NameSet takes every separator, off by an exclamation mark, the last of repeated names', async t => {
    const set = new NameSet('[error, "info"]\ttrace !debug all,!all,ALL !net')
    for (const name of ['error', 'INFO', 'trace', 'other']) {
        t.ok(set.has(name), name)
    }
    t.notOk(set.has('debug'))
    t.notOk(set.has('net'))
    t.notOk(new NameSet('').has('error'))
    t.notOk(new NameSet(null).has('error'))
    t.notOk(new NameSet(', ,[]').has(''))
})

t.test('LogFilter lets a message pass whose type and source are both on', async t => {
    const filter = new LogFilter('error,info,!debug', 'all,!mbedtls')
    t.ok(filter.passes('error', 'app'))
    t.notOk(filter.passes('error', 'mbedtls'))
    t.notOk(filter.passes('debug', 'app'))
    t.notOk(filter.passes('trace', 'app'))
})

t.test('LogFilter has raw on unless it is switched off', async t => {
    t.ok(new LogFilter('error', 'all').passes('raw', 'app'))
    t.ok(new LogFilter(null, 'all').passes('raw', 'app'))
    t.notOk(new LogFilter('error,!raw', 'all').passes('raw', 'app'))
    t.notOk(new LogFilter('error', null).passes('raw', 'app'), 'a null list of sources suppresses everything')
})

t.test('NameSet remembers a bounded number of answers, and they stay right', async () => {
    const set = new NameSet('all,!off')
    fc.assert(
        fc.property(fc.string(), name => set.has(name) === (name.toLowerCase() !== 'off')),
        { numRuns: 3000 },
    )
})
