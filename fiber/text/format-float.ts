/*
    format-float.ts -- The conversions %f, %e, %E, %g and %G. Source: spec runtime.md §13.

    JavaScript's toFixed and toExponential do what is asked for: they look at the exact binary value, and of two decimals that are
    equally near they take the larger one, which is away from zero since the sign is taken off before.
*/

import { floatOf } from './format-argument.js'
import { type Field, padNumber, signOf, ZERO } from './format-field.js'

const DEFAULT_DECIMALS = 6
/** toFixed and toExponential give no more; the rest is filled with zeros. */
const MAX_DECIMALS = 100
/** From here on, toFixed writes an exponent. */
const FIXED_LIMIT = 1e21

/** %g is fixed from here ... */
const GENERAL_MIN = 0.0001
/** ... to here. */
const GENERAL_MAX = 1000000

/** Below this, value * power has a part after the point that can be relied on. */
const FAST_LIMIT = 1e9
const powers: readonly number[] = [1, 10, 100, 1000, 1e4, 1e5, 1e6]
/** The relative error of one multiplication, four times over. */
const DOUBT = 2 ** -51

/** The decimals of a value that is finite and not negative. */
function fixed(value: number, decimals: number): string {
    const power = powers[decimals]
    if (power !== undefined && value < FAST_LIMIT) {
        // Twice as fast as toFixed. The product may be a little off; that matters only near a tie.
        const product = value * power
        const floor = Math.floor(product)
        const beyondTie = product - floor - 0.5
        if (Math.abs(beyondTie) > product * DOUBT) {
            const rounded = beyondTie > 0 ? floor + 1 : floor
            const whole = Math.floor(rounded / power)
            // The 1 at the head of power + rest keeps the zeros after the point; then it is cut off.
            return decimals === 0 ? `${rounded}` : `${whole}.${`${power + (rounded - whole * power)}`.slice(1)}`
        }
    }
    if (value < FIXED_LIMIT) {
        const digits = Math.min(decimals, MAX_DECIMALS)
        return value.toFixed(digits) + '0'.repeat(decimals - digits)
    }
    const whole = BigInt(value).toString()
    return decimals === 0 ? whole : `${whole}.${'0'.repeat(decimals)}`
}

/** Scientific: the exponent has at least two digits. The value is finite and not negative. */
function scientific(value: number, decimals: number, isTrimmed: boolean): string {
    const digits = Math.min(decimals, MAX_DECIMALS)
    const text = value.toExponential(digits)
    const e = text.indexOf('e')
    const mantissa = text.slice(0, e) + '0'.repeat(decimals - digits)
    return `${isTrimmed ? trimZeros(mantissa) : mantissa}e${text.charAt(e + 1)}${text.slice(e + 2).padStart(2, '0')}`
}

/** Digits with a point, without the zeros at the end. */
function trimZeros(digits: string): string {
    let end = digits.length
    while (digits.charAt(end - 1) === '0') {
        end--
    }
    return digits.slice(0, digits.charAt(end - 1) === '.' ? end - 1 : end)
}

/** The precision is decimals, not significant digits. */
function general(value: number, decimals: number, isTrimmed: boolean): string {
    if (value !== 0 && (value < GENERAL_MIN || value > GENERAL_MAX)) {
        return scientific(value, decimals, isTrimmed)
    }
    const digits = fixed(value, decimals)
    return isTrimmed ? trimZeros(digits) : digits
}

function digitsOf(value: number, letter: string, precision: number): string {
    const decimals = precision < 0 ? DEFAULT_DECIMALS : precision
    switch (letter) {
        case 'f':
            return fixed(value, decimals)
        case 'e':
            return scientific(value, decimals, false)
        case 'E':
            return scientific(value, decimals, false).toUpperCase()
        case 'g':
            // Without a precision, trailing zeros go; %G keeps them.
            return general(value, decimals, precision < 0)
        default:
            return general(value, decimals, false).toUpperCase()
    }
}

function convert(value: unknown, letter: string, field: Field): string {
    const number = floatOf(value)
    const isNegative = number < 0 || Object.is(number, -0)
    const sign = signOf(isNegative, field.flags)
    if (Number.isFinite(number)) {
        return padNumber(sign, digitsOf(Math.abs(number), letter, field.precision), field)
    }
    return padNumber(sign, Number.isNaN(number) ? 'nan' : 'inf', { ...field, flags: field.flags & ~ZERO })
}

/** %f */
export function convertFixed(value: unknown, field: Field): string {
    return convert(value, 'f', field)
}

/** %e */
export function convertScientific(value: unknown, field: Field): string {
    return convert(value, 'e', field)
}

/** %E */
export function convertUpperScientific(value: unknown, field: Field): string {
    return convert(value, 'E', field)
}

/** %g */
export function convertGeneral(value: unknown, field: Field): string {
    return convert(value, 'g', field)
}

/** %G */
export function convertUpperGeneral(value: unknown, field: Field): string {
    return convert(value, 'G', field)
}
