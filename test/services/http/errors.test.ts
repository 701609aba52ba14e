import t from 'tap'
import { httpErrors } from '../../../services/http/index.js'

t.test('httpErrors has one frozen row per code', async t => {
    t.equal(Object.isFrozen(httpErrors), true)
    for (const [code, fault] of Object.entries(httpErrors)) {
        t.equal(fault.code, code)
        t.match(code, /^HTTP_[A-Z0-9_]+$/)
        t.equal(Object.isFrozen(fault), true, code)
        t.ok([400, 413, 414, 431, 502, 505].includes(fault.status), code)
        t.match(fault.message, /^[A-Z].*[^.]$/)
        t.match(fault.reason, /^[A-Z].*[^.]$/)
    }
})
