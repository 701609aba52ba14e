import t from 'tap'
import { run } from '../../../fiber/index.js'
import { assertDoesNotSuspend } from '../../../fiber/testing/index.js'
import { nothing } from '../../../services/web/nothing.js'

t.test('nothing is over when it begins, as often as it is used', async t => {
    const result = await run(function* () {
        yield* assertDoesNotSuspend(nothing)
        return yield* nothing
    })
    t.equal(result, undefined)
})
