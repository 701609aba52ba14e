/*
    printf-model.ts -- A second, independent printf for the tests: slow, exact, from the specification alone. Numbers are fractions
    of bigints; nothing of JavaScript's own number formatting is used.
*/

/** What a specification asks for; `flags` are the letters. */
export interface Specification {
    flags: string
    width: number | undefined
    precision: number | undefined
    length: string
    type: string
}

/** The specification as it is written. */
export function spell({ flags, width, precision, length, type }: Specification): string {
    return `%${flags}${width ?? ''}${precision === undefined ? '' : `.${precision}`}${length}${type}`
}

function digitsOf(value: bigint, radix: bigint): string {
    const rest = value / radix
    return (rest > 0n ? digitsOf(rest, radix) : '') + '0123456789abcdef'.charAt(Number(value % radix))
}

function repeat(text: string, times: number): string {
    return times > 0 ? text + repeat(text, times - 1) : ''
}

function field(sign: string, digits: string, { flags, width = 0 }: Specification): string {
    const missing = width - sign.length - digits.length
    if (flags.includes('-')) {
        return sign + digits + repeat(' ', missing)
    }
    return flags.includes('0') ? sign + repeat('0', missing) + digits : repeat(' ', missing) + sign + digits
}

function plus(flags: string): string {
    return flags.includes(' ') ? ' ' : flags.includes('+') ? '+' : ''
}

/** %d, %u, %x, %X, %o of any whole number. */
export function integerModel(spec: Specification, value: bigint): string {
    const { flags, precision = 0, length, type } = spec
    let number = value
    if (length === 'h') {
        number &= 0xffffn
        number -= type === 'd' && number >= 0x8000n ? 0x10000n : 0n
    } else if (type !== 'd' && value < 0n) {
        number &= (1n << (length === '' ? 32n : 64n)) - 1n
    }
    const radix = { d: 10n, u: 10n, x: 16n, X: 16n, o: 8n }[type] as bigint
    const magnitude = number < 0n ? -number : number
    let digits = digitsOf(magnitude, radix)
    digits = repeat('0', precision - digits.length) + (type === 'X' ? digits.toUpperCase() : digits)
    if (/[,']/.test(flags) && radix !== 16n) {
        digits = [...digits].map((digit, i) => (i > 0 && (digits.length - i) % 3 === 0 ? `,${digit}` : digit)).join('')
    }
    let prefix = ''
    if (flags.includes('#')) {
        prefix = radix === 16n && magnitude > 0n ? '0x' : radix === 8n && !digits.startsWith('0') ? '0' : ''
    }
    return field((number < 0n ? '-' : plus(flags)) + prefix, digits, spec)
}

/** A finite number as numerator * 2^exponent. */
export function fractionOf(value: number): { numerator: bigint; exponent: number } {
    const view = new DataView(new ArrayBuffer(8))
    view.setFloat64(0, value)
    const bits = view.getBigUint64(0)
    const biased = Number((bits >> 52n) & 0x7ffn)
    const fraction = bits & 0xfffffffffffffn
    return biased === 0
        ? { numerator: fraction, exponent: -1074 }
        : { numerator: fraction | (1n << 52n), exponent: biased - 1075 }
}

/** abs(value) * 10^power, rounded to a whole number, half away from zero, and whether it was a tie. */
function scaled(value: number, power: number): { rounded: bigint; isTie: boolean } {
    const { numerator, exponent } = fractionOf(value)
    const over = numerator * 10n ** BigInt(Math.max(0, power)) * 2n ** BigInt(Math.max(0, exponent))
    const under = 10n ** BigInt(Math.max(0, -power)) * 2n ** BigInt(Math.max(0, -exponent))
    return { rounded: (2n * over + under) / (2n * under), isTie: (2n * over) % (2n * under) === under }
}

function withPoint(digits: string, decimals: number): string {
    const filled = repeat('0', decimals + 1 - digits.length) + digits
    const point = filled.length - decimals
    return decimals > 0 ? `${filled.slice(0, point)}.${filled.slice(point)}` : filled
}

function fixed(value: number, decimals: number): string {
    return withPoint(digitsOf(scaled(value, decimals).rounded, 10n), decimals)
}

/** The exponent of the first digit, before rounding. */
function magnitude(value: number): number {
    let exponent = -330
    while (scaled(value, -exponent).rounded > 9n || scaled(value, -exponent - 1).rounded > 0n) {
        exponent++
    }
    // The last step may have been one of rounding up.
    return exponent
}

function scientific(value: number, decimals: number): string {
    let exponent = value === 0 ? 0 : magnitude(value) - 1
    while (value !== 0 && scaled(value, decimals - exponent).rounded >= 10n ** BigInt(decimals + 1)) {
        exponent++
    }
    const digits = withPoint(digitsOf(scaled(value, decimals - exponent).rounded, 10n), decimals)
    const size = Math.abs(exponent)
    return `${digits}e${exponent < 0 ? '-' : '+'}${size < 10 ? '0' : ''}${digitsOf(BigInt(size), 10n)}`
}

function trimmed(digits: string): string {
    return digits.replace(/(\.\d*?)0+(e|$)/, '$1$2').replace(/\.(e|$)/, '$1')
}

/** Whether a decimal of the number with so many decimals is exactly between two: C libraries differ in these. */
export function isTie(value: number, decimals: number): boolean {
    return scaled(value, decimals).isTie
}

/** %f, %e, %E, %g, %G. */
export function floatModel(spec: Specification, value: number): string {
    const { flags, precision = 6, type } = spec
    const isNegative = value < 0 || Object.is(value, -0)
    const sign = isNegative ? '-' : plus(flags)
    if (!Number.isFinite(value)) {
        return field(sign, Number.isNaN(value) ? 'nan' : 'inf', { ...spec, flags: flags.replaceAll('0', '') })
    }
    const size = Math.abs(value)
    const isFixed = type === 'f' || (/g/i.test(type) && (size === 0 || (size >= 0.0001 && size <= 1000000)))
    let digits = isFixed ? fixed(size, precision) : scientific(size, precision)
    if (type === 'g' && spec.precision === undefined) {
        digits = trimmed(digits)
    }
    return field(sign, /[EG]/.test(type) ? digits.toUpperCase() : digits, spec)
}
