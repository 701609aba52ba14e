import fc from 'fast-check'
import t from 'tap'
import { isPrimitive } from '../../../services/json/index.js'

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/

t.test('isPrimitive knows the words to the letter', async t => {
    for (const word of ['true', 'false', 'null', 'undefined']) {
        t.equal(isPrimitive(word), true)
        t.equal(isPrimitive(word.slice(0, -1)), false)
        t.equal(isPrimitive(`${word}s`), false)
        t.equal(isPrimitive(word.toUpperCase()), false)
    }
    t.equal(isPrimitive(''), false)
})

t.test('isPrimitive knows numbers as the specification writes them', async t => {
    const numbers = fc.stringMatching(NUMBER, { maxLength: 12 })
    const others = fc.string({ unit: fc.constantFrom(...'0123456789+-.eE'), maxLength: 8 })
    fc.assert(fc.property(numbers, word => isPrimitive(word)))
    fc.assert(fc.property(others, word => isPrimitive(word) === NUMBER.test(word)))
    t.equal(isPrimitive('1.2.3'), false)
    t.equal(isPrimitive('1e5'), true)
})
