import t from 'tap'
import { FileError, fileErrors } from '../../../fiber/index.js'

t.test('FileError has a code of the catalogue and a cause', async t => {
    const cause = new Error('system')
    const error = new FileError('FILE_LIMIT', 'Cannot open x: EMFILE', { cause })
    t.equal(error.code, 'FILE_LIMIT')
    t.equal(error.cause, cause)
    t.ok(Object.hasOwn(fileErrors, error.code))
})
