import fc from 'fast-check'
import t from 'tap'
import {
    R_MEM_FAIL,
    R_MEM_TOO_BIG,
    R_MEM_WARNING,
    rAlloc,
    rAllocException,
    rAllocMem,
    rAllocType,
    rFree,
    rFreeMem,
    rMemcmp,
    rMemcpy,
    rMemdup,
    rRealloc,
    rReallocMem,
    rSetMemHandler,
} from '../../../fiber/compat/c.js'

t.teardown(() => rSetMemHandler(null))

t.test('rAlloc gives zeros, at least one byte', async t => {
    t.same(rAlloc(3), Buffer.alloc(3))
    for (const size of [0, -1, Number.NaN, null, 'text'] as never[]) {
        t.equal(rAlloc(size).length, 1)
        t.equal(rAllocMem(size).length, 1)
    }
    t.same(rRealloc(Buffer.from('abc'), 5), Buffer.from('abc\0\0'))
    t.same(rReallocMem(Buffer.from('abc'), 2), Buffer.from('ab'))
    t.same(rRealloc(null, 2), Buffer.alloc(2))
    rFree(null)
    rFreeMem(Buffer.alloc(1))
})

t.test('rAllocType makes objects of classes, and empty ones', async t => {
    class Thing {
        field = 5
    }
    t.equal(rAllocType(Thing).field, 5)
    for (const type of [null, undefined, 0, () => 5, function* () {}, 'Thing', {}] as never[]) {
        t.same(rAllocType(type), {})
    }
    class Broken {
        constructor() {
            throw new TypeError('of its own')
        }
    }
    t.throws(() => rAllocType(Broken), { message: 'of its own' })
})

t.test('rSetMemHandler is told what cannot be had; without one it is thrown', async t => {
    const heard: number[][] = []
    t.throws(() => rAlloc(2 ** 40), RangeError)
    t.throws(() => rAllocException(R_MEM_FAIL, 5), { message: 'Cannot allocate memory: 5 bytes, cause 4' })
    rSetMemHandler((cause, size) => heard.push([cause, size]))
    t.equal(rAlloc(2 ** 40).length, 1)
    rAllocException(R_MEM_FAIL, 5)
    t.equal(rMemcpy(Buffer.alloc(2), 2, 'abc', 3), 0)
    t.same(heard, [
        [R_MEM_TOO_BIG, 2 ** 40],
        [R_MEM_FAIL, 5],
        [R_MEM_WARNING, 3],
    ])
    rSetMemHandler(5 as never)
    t.throws(() => rAllocException(R_MEM_FAIL, 5), RangeError)
})

t.test('rMemcmp agrees with a loop over the bytes', async () => {
    const bytes = fc.uint8Array({ maxLength: 5, max: 3 })
    const model = (a: Uint8Array, b: Uint8Array) => {
        for (let i = 0; i < Math.min(a.length, b.length); i++) {
            if (a[i] !== b[i]) {
                return Math.sign(a[i]! - b[i]!)
            }
        }
        return Math.sign(a.length - b.length)
    }
    fc.assert(
        fc.property(bytes, fc.nat(6), bytes, fc.nat(6), (a, n, b, m) => {
            return Math.sign(rMemcmp(a, n, b, m)) === model(a.subarray(0, n), b.subarray(0, m))
        }),
    )
})

t.test('rMemcpy copies, also where the two overlap, and rMemdup copies the first bytes', async t => {
    const memory = Buffer.from('abcdef')
    t.equal(rMemcpy(memory.subarray(1), 5, memory, 5), 5)
    t.equal(memory.toString(), 'aabcde')
    t.equal(rMemcpy(memory, 6, 'é', 2), 2)
    t.equal(memory.toString(), 'ébcde')
    t.equal(rMemcpy(null, 5, 'a', 1), 0)
    t.equal(rMemcpy(memory, 5, null, 1), 0)
    t.equal(rMemcpy(memory, 6, 'a', 0), 0)
    const copy = rMemdup(memory, 3)!
    memory[0] = 0
    t.same(copy, Buffer.from('éb'))
    t.equal(rMemdup(null, 3), null)
})
