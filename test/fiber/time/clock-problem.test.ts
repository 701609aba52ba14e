import t from 'tap'
import { clockProblem } from '../../../fiber/time/clock-problem.js'

t.test('clockProblem tells of a clock that was never set', async t => {
    t.match(clockProblem(0), /^The clock says 1970-01-01 00:00 UTC, which is before this program was made: /)
    t.match(clockProblem(Date.UTC(2025, 11, 31)), /2025-12-31 00:00/)
    t.equal(clockProblem(Date.UTC(2026, 0, 1)), null)
})
