import t from 'tap'
import { WebError, webErrors } from '../../../services/web/index.js'

t.test('WebError has the text and the status of its row', async t => {
    const error = new WebError('WEB_NO_DOCUMENT')
    t.equal(error.message, 'Cannot locate document')
    t.equal(error.status, 404)
    t.equal(new WebError('WEB_CONFIG', 'Cannot use it').message, 'Cannot use it')
})

t.test('webErrors has statuses of errors only', async t => {
    for (const [code, { status, message }] of Object.entries(webErrors)) {
        t.ok(status === 0 || (status >= 400 && status <= 599), code)
        t.match(message, /^[A-Z]/, code)
    }
})
