import fc from 'fast-check'
import t from 'tap'
import { matches } from '../../../services/crypt/index.js'

t.test('matches tells whether texts and bytes are equal', async t => {
    t.equal(matches('', ''), true)
    t.equal(matches('é', Buffer.from('é')), true)
    t.equal(matches('secret', 'secreT'), false)
    t.equal(matches('secret', 'secret '), false)
    t.equal(matches('', 'x'), false)
    t.equal(matches(Buffer.from([0]), Buffer.from([0, 0])), false)
    fc.assert(
        fc.property(fc.uint8Array({ maxLength: 5 }), fc.uint8Array({ maxLength: 5 }), (a, b) => {
            return matches(a, b) === Buffer.from(a).equals(b) && matches(a, Uint8Array.from(a))
        }),
    )
})
