import type { Stats } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { etagOf, identityOf, modifiedOf } from '../../../../services/web/files/etag.js'

const stats = (fields: Partial<Stats>) =>
    ({ dev: 1, ino: 100, size: 10, mtimeMs: 784_111_777_123, ctimeMs: 784_111_777_123, ...fields }) as Stats

t.test('etagOf is inode, size and seconds in one signed number of 64 bits', async t => {
    t.equal(etagOf(stats({})), String(100 ^ 10 ^ 784_111_777))
    t.equal(etagOf(stats({ ino: 2 ** 53 - 1, size: 0, mtimeMs: 0 })), '9007199254740991')
    t.equal(etagOf(stats({ ino: 0, size: 1, mtimeMs: -1000 })), '-2', 'a file from before 1970')
    fc.assert(
        fc.property(fc.maxSafeNat(), fc.maxSafeNat(), fc.nat(), (ino, size, seconds) => {
            const number = BigInt(etagOf(stats({ ino, size, mtimeMs: seconds * 1000 })))
            return (number ^ BigInt(size) ^ BigInt(seconds)) === BigInt(ino)
        }),
        { numRuns: 100 },
    )
})

t.test('etagOf is the same within a second, identityOf is not', async t => {
    const [one, other] = [stats({}), stats({ mtimeMs: 784_111_777_124 })]
    t.equal(etagOf(one), etagOf(other))
    t.not(identityOf(one), identityOf(other))
    for (const change of [{ dev: 2 }, { ino: 101 }, { size: 11 }, { ctimeMs: 784_111_777_124 }]) {
        t.not(identityOf(one), identityOf(stats(change)), JSON.stringify(change))
    }
    t.equal(identityOf(one), identityOf(stats({})))
})

t.test('modifiedOf is in whole seconds', async t => {
    t.equal(modifiedOf(stats({ mtimeMs: 1999.9 })), 1)
    t.equal(modifiedOf(stats({ mtimeMs: -1 })), -1)
})
