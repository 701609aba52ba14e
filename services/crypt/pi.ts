/*
    pi.ts -- The binary digits of pi, from which Blowfish takes its tables.

    The series of Chudnovsky, summed by halves so that the numbers multiplied are of like size: 12 ms for the 33,344 bits that
    Blowfish needs. The tables as text would be 4 KB of numbers that nobody can check by reading.
*/

/** Bits that each term of the series adds: log2(640320³ / 1728). */
const bitsPerTerm = 47
const guard = 64

/** The first `count` 32-bit words of the fraction of pi. */
export function wordsOfPi(count: number): Uint32Array {
    const bits = count * 32
    const digits = fractionOfPi(bits)
        .toString(16)
        .padStart(bits / 4, '0')
    const words = new Uint32Array(count)
    for (let i = 0; i < count; i++) {
        words[i] = Number.parseInt(digits.slice(i * 8, i * 8 + 8), 16)
    }
    return words
}

function fractionOfPi(bits: number): bigint {
    const shift = BigInt(bits + guard)
    const [, q, t] = sum(0, Math.ceil(Number(shift) / bitsPerTerm) + 1)
    const pi = (q * 426880n * squareRoot(10005n << (2n * shift))) / t
    return (pi - (3n << shift)) >> BigInt(guard)
}

/** The terms from `from` up to `to` as numerator, denominator and weighted sum. */
function sum(from: number, to: number): readonly [p: bigint, q: bigint, t: bigint] {
    if (to - from > 1) {
        const middle = (from + to) >> 1
        const [p1, q1, t1] = sum(from, middle)
        const [p2, q2, t2] = sum(middle, to)
        return [p1 * p2, q1 * q2, q2 * t1 + p1 * t2]
    }
    const k = BigInt(from)
    const p = from === 0 ? 1n : (6n * k - 5n) * (2n * k - 1n) * (6n * k - 1n)
    const q = from === 0 ? 1n : k ** 3n * (640320n ** 3n / 24n)
    const t = p * (13591409n + 545140134n * k)
    return [p, q, from % 2 === 0 ? t : -t]
}

/** The whole part of a square root, by Newton's method from above. */
function squareRoot(n: bigint): bigint {
    let x = 1n << BigInt(n.toString(16).length * 2)
    for (;;) {
        const next = (x + n / x) >> 1n
        if (next >= x) {
            return x
        }
        x = next
    }
}
