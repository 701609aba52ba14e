/*
    format-integer.ts -- The conversions %d, %u, %x, %X, %o and %p. Source: spec runtime.md §13.
*/

import { integerOf } from './format-argument.js'
import { ALTERNATE, type Field, GROUP, LONG, padNumber, SHORT, signOf } from './format-field.js'

/** Digits in groups of three. */
function group(digits: string): string {
    const groups: string[] = []
    for (let end = digits.length; end > 0; end -= 3) {
        groups.push(digits.slice(Math.max(0, end - 3), end))
    }
    return groups.reverse().join(',')
}

/** The digits, at least as many as the precision asks for, in groups if the flag does. */
function layDigits(digits: string, { precision, flags }: Field): string {
    const all = digits.length < precision ? digits.padStart(precision, '0') : digits
    return (flags & GROUP) !== 0 ? group(all) : all
}

/** Two's complement: 16 bits of any value for SHORT; of negative ones 64 bits for LONG, 32 otherwise. */
function unsignedOf(value: unknown, length: number): number | bigint {
    const number = integerOf(value)
    if (length === SHORT) {
        return BigInt.asUintN(16, BigInt(number))
    }
    return number < 0 ? BigInt.asUintN(length === LONG ? 64 : 32, BigInt(number)) : number
}

/** %d, %i: no bits are lost, except to `h`. */
export function convertSigned(value: unknown, field: Field): string {
    const whole = integerOf(value)
    if (field.isBare) {
        return whole.toString()
    }
    const number = field.length === SHORT ? BigInt.asIntN(16, BigInt(whole)) : whole
    const isNegative = number < 0
    const digits = (isNegative ? -number : number).toString()
    return padNumber(signOf(isNegative, field.flags), layDigits(digits, field), field)
}

/** %u */
export function convertUnsigned(value: unknown, field: Field): string {
    const digits = unsignedOf(value, field.length).toString()
    return padNumber(signOf(false, field.flags), layDigits(digits, field), field)
}

function hexadecimal(digits: string, field: Field): string {
    const prefix = (field.flags & ALTERNATE) !== 0 && digits !== '0' ? '0x' : ''
    // Hexadecimal digits are not grouped.
    return padNumber(signOf(false, field.flags) + prefix, digits.padStart(field.precision, '0'), field)
}

/** %x */
export function convertHex(value: unknown, field: Field): string {
    return hexadecimal(unsignedOf(value, field.length).toString(16), field)
}

/** %X: the digits in upper case, but not the prefix. */
export function convertUpperHex(value: unknown, field: Field): string {
    return hexadecimal(unsignedOf(value, field.length).toString(16).toUpperCase(), field)
}

/** %o */
export function convertOctal(value: unknown, field: Field): string {
    const digits = layDigits(unsignedOf(value, field.length).toString(8), field)
    const prefix = (field.flags & ALTERNATE) !== 0 && !digits.startsWith('0') ? '0' : ''
    return padNumber(signOf(false, field.flags) + prefix, digits, field)
}

/** %p: what has no address, as all that is no number, is 0. */
export function convertPointer(value: unknown, field: Field): string {
    return padNumber('0x', unsignedOf(value, LONG).toString(16).padStart(field.precision, '0'), field)
}
