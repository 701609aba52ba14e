import t from 'tap'
import { statusText } from '../../../services/http/index.js'

t.test('statusText gives the phrases of the original agent', async t => {
    t.equal(statusText(200), 'OK')
    t.equal(statusText(302), 'Redirect')
    t.equal(statusText(405), 'Unsupported Method')
    t.equal(statusText(412), 'Unknown')
    t.equal(statusText(299), 'Unknown')
})
