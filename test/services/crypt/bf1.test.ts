import t from 'tap'
import { encodeBf1, formatBf1, parseBf1 } from '../../../services/crypt/bf1.js'

/** Spec crypt.md §7.2 and web.md §12.3. */
const vectors = [
    ['secret', 'abcdefghijklmnop', 128, 'NumgyvC/EjyRlKmNGkGfuVGxZNQ0LzRJ'],
    ['secret', 'abcdefghijklmnop', 1, 'DELS9RJW0ifIu8eJ1+WSj57CUjUU+Pnn'],
    ['', 'x', 16, '+e8j4h6TpAcEm22sv1eXa9Tyah5JoMdc'],
    ['péss wörd', 'Zz09Zz09Zz09Zz09', 128, 'GXcUYGUJgOG+1dIu7ooTKN0TN/E0mfFU'],
    ['joe:R:secret', 'rWpJRA0d09FvGgM6', 128, 'glkhwglFUhbNDq/dX++MngZ9ix6521lS'],
] as const

t.test('encodeBf1 agrees with the vectors of the specification', async t => {
    for (const [password, salt, rounds, hash] of vectors) {
        t.equal(encodeBf1(password, salt, rounds), hash)
        t.not(encodeBf1(password, salt, rounds + 1), hash)
        t.not(encodeBf1(password, `${salt}y`, rounds), hash)
    }
})

t.test('encodeBf1 refuses what the reference makes a hole of', async t => {
    for (const rounds of [0, -1, 1.5, Number.NaN, Infinity, 1_000_001, 2 ** 53]) {
        t.equal(encodeBf1('secret', 'abc', rounds), null, String(rounds))
    }
    t.equal(encodeBf1('x'.repeat(65), 'abc', 1), null)
    t.equal(encodeBf1('é'.repeat(33), 'abc', 1), null)
    t.type(encodeBf1('é'.repeat(32), 'abc', 1), 'string')
    // With all 72 bytes of the key taken by the salt, every password would be right.
    t.equal(encodeBf1('secret', 'a'.repeat(71), 1), null)
    t.equal(encodeBf1('secret', 'é'.repeat(36), 1), null)
    t.not(encodeBf1('secret', 'a'.repeat(70), 1), encodeBf1('tecret', 'a'.repeat(70), 1))
})

t.test('encodeBf1 makes use of the first 72 bytes of salt and password', async t => {
    const salt = 'abcdefghijklmnop'
    t.equal(encodeBf1('x'.repeat(55), salt, 1), encodeBf1(`${'x'.repeat(55)}y`, salt, 1))
    t.not(encodeBf1('x'.repeat(55), salt, 1), encodeBf1(`${'x'.repeat(54)}y`, salt, 1))
})

t.test('formatBf1 and parseBf1 are the inverse of each other', async t => {
    const parts = { rounds: 128, salt: 'abcdefghijklmnop', hash: 'NumgyvC/EjyRlKmNGkGfuVGxZNQ0LzRJ' }
    t.equal(formatBf1(parts), 'BF1:00128:abcdefghijklmnop:NumgyvC/EjyRlKmNGkGfuVGxZNQ0LzRJ')
    t.same(parseBf1(formatBf1(parts)), parts)
    t.same(parseBf1(formatBf1({ ...parts, rounds: 1_000_000 })), { ...parts, rounds: 1_000_000 })
    t.same(parseBf1('BF1:1:s:h:what follows: has no meaning'), { rounds: 1, salt: 's', hash: 'h' })
})

t.test('parseBf1 gives null for what is no stored password', async t => {
    for (const text of [
        '',
        'BF1',
        'BF1:00128',
        'BF1:00128:salt',
        'BF1:00128:salt:',
        'BF1:00128::hash',
        'BF1::salt:hash',
        'bf1:00128:salt:hash',
        'BF2:00128:salt:hash',
        ' BF1:00128:salt:hash',
        'BF1:00000:salt:hash',
        'BF1:-1:salt:hash',
        'BF1:+1:salt:hash',
        'BF1:1.5:salt:hash',
        'BF1:1e3:salt:hash',
        'BF1:0x10:salt:hash',
        'BF1:12 :salt:hash',
        `BF1:${'9'.repeat(400)}:salt:hash`,
        `BF1:1:${'a'.repeat(71)}:hash`,
    ]) {
        t.equal(parseBf1(text), null, text.slice(0, 40))
    }
})
