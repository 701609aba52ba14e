import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { isSimple, quoted } from '../../../services/db/simple-text.js'

t.test('quoted writes as JSON.stringify does, and isSimple never says so of what must be escaped', async t => {
    fc.assert(
        fc.property(fc.string({ unit: 'binary', maxLength: 300 }), text => {
            assert.equal(quoted(text), JSON.stringify(text))
        }),
    )
    for (let code = 0; code < 0x200; code++) {
        const text = String.fromCharCode(code)
        assert.ok(!isSimple(text) || JSON.stringify(text) === `"${text}"`)
    }
    t.ok(isSimple('device#0123456789'))
    t.equal(quoted('\ud800'), '"\\ud800"')
})
