import t from 'tap'
import { textOf } from '../../../fiber/core/errors.js'
import { CancelledError, FiberError, fiberErrors, TimeoutError } from '../../../fiber/index.js'

t.test('fiberErrors names each code, with a text that has no full stop', async t => {
    for (const [code, text] of Object.entries(fiberErrors)) {
        t.match(code, /^FIBER_[A-Z]+$/)
        t.match(text, /^[A-Z].*[^.]$/)
    }
})

t.test('FiberError carries code, message and cause', async t => {
    const cause = new Error('cause')
    const error = new FiberError('FIBER_MISUSE', 'Cannot do it', { cause })
    t.match(error, { name: 'FiberError', code: 'FIBER_MISUSE', message: 'Cannot do it', cause })
    t.ok(error instanceof Error)
})

t.test('TimeoutError tells the time, or what it is told to say', async t => {
    t.match(new TimeoutError(30), {
        name: 'TimeoutError',
        code: 'FIBER_TIMEOUT',
        ms: 30,
        message: 'Cannot finish in time: deadline of 30 ms passed',
    })
    t.equal(new TimeoutError(30, 'Cannot read: too slow').message, 'Cannot read: too slow')
    t.ok(new TimeoutError(1) instanceof FiberError)
})

t.test('CancelledError tells who was cancelled and why, whatever the reason is', async t => {
    t.match(new CancelledError('job', 'enough'), {
        code: 'FIBER_CANCELLED',
        reason: 'enough',
        message: 'Cannot join fiber job: cancelled (enough)',
    })
    t.equal(new CancelledError('job', new Error('inner')).message, 'Cannot join fiber job: cancelled (inner)')
    t.equal(
        new CancelledError('job', Object.create(null)).message,
        'Cannot join fiber job: cancelled ([object Object])',
    )
})

t.test('textOf gives a text of anything', async t => {
    t.same([1, null, undefined, 'text', Symbol('s'), new Error('e'), Object.create(null)].map(textOf), [
        '1',
        'null',
        'undefined',
        'text',
        'Symbol(s)',
        'e',
        '[object Object]',
    ])
})
