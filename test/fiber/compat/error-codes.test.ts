import { constants } from 'node:os'
import t from 'tap'
import * as c from '../../../fiber/compat/c.js'

t.test('rGetError gives the name of each code, of either sign [D-01]', async t => {
    const codes = Object.entries(c).filter((entry): entry is [string, number] => /^R_ERR(?:_|$)/.test(entry[0]))
    t.equal(codes.length, 43)
    for (const [name, code] of codes) {
        t.equal(c.rGetError(code), name)
        t.equal(c.rGetError(-code), name)
    }
    t.same(new Set(codes.map(([, code]) => code)).size, 43)
    for (const code of [-43, 43, 0.5, Number.NaN, Infinity, null, '5', 2n ** 100n, Symbol('s')] as never[]) {
        t.equal(c.rGetError(code), 'Unknown error')
    }
})

t.test('rSetOsError takes numbers and errors, and keeps the last of them for what is neither', async t => {
    c.rSetOsError(-104)
    t.equal(c.rGetOsError(), 104)
    t.equal(c.rGetRawOsError(), 104)
    c.rSetOsError(Object.assign(new Error('x'), { code: 'ENOENT' }) as never)
    t.equal(c.rGetOsError(), constants.errno.ENOENT)
    c.rSetOsError({ errno: -17 } as never)
    t.equal(c.rGetOsError(), 17)
    for (const value of [null, undefined, 'text', {}, Symbol('s')] as never[]) {
        c.rSetOsError(value)
        t.equal(c.rGetOsError(), 17)
    }
    c.rSetOsError(Number.NaN)
    t.equal(c.rGetOsError(), 0)
})
