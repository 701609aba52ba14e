import t from 'tap'
import {
    showFlags,
    WEB_SHOW_REQ_BODY,
    WEB_SHOW_REQ_HEADERS,
    WEB_SHOW_RESP_BODY,
    WEB_SHOW_RESP_HEADERS,
} from '../../../services/web/show.js'

t.test('showFlags understands letters', async t => {
    t.equal(showFlags(''), 0)
    t.equal(showFlags('H'), WEB_SHOW_REQ_HEADERS)
    t.equal(showFlags('bB'), WEB_SHOW_RESP_BODY | WEB_SHOW_REQ_BODY)
    t.equal(showFlags('hh, x'), WEB_SHOW_RESP_HEADERS)
    t.equal(showFlags('constructor'), 0)
})
