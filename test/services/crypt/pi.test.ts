import t from 'tap'
import { wordsOfPi } from '../../../services/crypt/pi.js'

t.test('wordsOfPi gives the digits that Blowfish begins with', async t => {
    const words = wordsOfPi(1042)
    // Of the first and last word of the round keys and of the boxes, spec crypt.md §7.2.
    t.same([words[0], words[17], words[18], words[1041]], [0x243f6a88, 0x8979fb1b, 0xd1310ba6, 0x3ac372e6])
    t.same([...words.slice(0, 8)], [...wordsOfPi(8)])
})

t.test('wordsOfPi agrees with the formula of Bailey, Borwein and Plouffe', async t => {
    const words = wordsOfPi(1042)
    const digits = Array.from(words, word => word.toString(16).padStart(8, '0')).join('')
    for (const at of [0, 1, 7, 100, 1000, 8300]) {
        t.equal(digits.slice(at, at + 6), digitsAt(at), `digit ${at}`)
    }
})

/** Six hexadecimal digits of pi, without those before them. */
function digitsAt(position: number): string {
    const sum = (j: number): number => {
        let total = 0
        for (let k = 0; k <= position; k++) {
            total = (total + power(position - k, 8 * k + j) / (8 * k + j)) % 1
        }
        for (let k = position + 1; k < position + 20; k++) {
            total += 16 ** (position - k) / (8 * k + j)
        }
        return total
    }
    const fraction = 4 * sum(1) - 2 * sum(4) - sum(5) - sum(6)
    return Math.floor((fraction - Math.floor(fraction)) * 16 ** 6)
        .toString(16)
        .padStart(6, '0')
}

/** 16 to the power of `exponent`, modulo `modulus`. */
function power(exponent: number, modulus: number): number {
    let result = 1 % modulus
    for (let i = 0; i < exponent; i++) {
        result = (result * 16) % modulus
    }
    return result
}
