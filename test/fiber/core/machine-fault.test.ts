import t from 'tap'
import { CodedError, isFullDisk, machineFault } from '../../../fiber/core/index.js'

const errno = (code: string) => Object.assign(new Error(`${code}: said the system`), { code })

t.test('machineFault finds what the system said in an error and its causes', async t => {
    t.equal(machineFault(errno('EIO')), 'EIO')
    const wrapped = new CodedError('FILE_FULL', 'Cannot write x', { cause: errno('ENOSPC') })
    t.equal(machineFault(new Error('Cannot save', { cause: wrapped })), 'ENOSPC')
    t.equal(machineFault(errno('ENOENT')), null)
    t.equal(machineFault(wrapped.message), null)
    t.equal(machineFault(null), null)
    t.equal(machineFault(Object.assign(new Error('x'), { code: 28 })), null)
})

t.test('machineFault ends where an error is its own cause', async t => {
    const error = new Error('round')
    error.cause = error
    t.equal(machineFault(error), null)
})

t.test('isFullDisk knows a full disk, and a quota that is used up', async t => {
    t.same(
        ['ENOSPC', 'EDQUOT', 'EIO', 'EROFS'].map(code => isFullDisk(errno(code))),
        [true, true, false, false],
    )
})
