import fc from 'fast-check'
import t from 'tap'
import * as face from '../../../fiber/collection/c.js'

/** What a port may hand over where it should not. */
const strange = fc.constantFrom<unknown[]>(
    null,
    undefined,
    0,
    -1,
    0.5,
    Number.NaN,
    Infinity,
    2 ** 40,
    '',
    'text',
    true,
    Symbol('s'),
    {},
    Object.create(null),
    [],
    () => 0,
    Buffer.from('bytes'),
    new face.RBuf(16),
    new face.RList(0, face.R_TEMPORAL_VALUE),
    new face.RHash(face.R_HASH_CASELESS),
    new face.RName('name', 'value', 0),
    new face.RbTree(() => 0),
    { value: 0 },
)

/** All but the classes. */
const functions = Object.entries(face).filter(([name, value]) => typeof value === 'function' && !/^R[A-Zb]/.test(name))

for (const [name, fn] of functions) {
    t.test(`${name} takes all sorts of arguments without a crash`, async t => {
        fc.assert(
            fc.property(fc.array(strange, { maxLength: 5 }), args => {
                ;(fn as (...args: unknown[]) => unknown)(...args)
            }),
            { numRuns: 300 },
        )
        t.pass()
    })
}
