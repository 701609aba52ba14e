import t from 'tap'
import { httpErrors } from '../../../services/http/index.js'
import { RequestFault } from '../../../services/web/index.js'

t.test('RequestFault has code, status and text of the fault', async t => {
    const error = new RequestFault(httpErrors.HTTP_BAD_CHUNK_SIZE)
    t.match(error, {
        name: 'RequestFault',
        code: 'HTTP_BAD_CHUNK_SIZE',
        status: 400,
        message: 'Bad chunk specification',
    })
})
