import t from 'tap'
import { isKnownMethod } from '../../../services/http/index.js'

t.test('isKnownMethod is true for registered methods in upper case', async t => {
    for (const method of ['GET', 'HEAD', 'PATCH', 'CONNECT', 'M-SEARCH', 'QUERY', 'PROPFIND']) {
        t.equal(isKnownMethod(method), true, method)
    }
    for (const method of ['', 'get', 'MKCOLA', 'PRI', 'toString']) {
        t.equal(isKnownMethod(method), false, method)
    }
})
