import t from 'tap'
import { CodedError, FileError, SocketError } from '../../../fiber/index.js'

t.test('CodedError carries code, message and cause, and is the base of the errors of all folders', async t => {
    const cause = new Error('cause')
    const error = new CodedError('MY_CODE', 'Cannot do it', { cause })
    t.match(error, { code: 'MY_CODE', message: 'Cannot do it', cause })
    t.notOk('cause' in new CodedError('MY_CODE', 'Cannot do it'))
    for (const error of [new FileError('FILE_FAILED', 'Cannot'), new SocketError('SOCKET_FAILED', 'Cannot')]) {
        t.ok(error instanceof CodedError)
        t.ok(String(error).startsWith(error.constructor.name))
    }
})
