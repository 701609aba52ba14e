/*
    values.ts -- Arguments that no caller should give, and that C code gives all the same.
*/

import { RBuf, RHash, RList } from '../../../fiber/c.js'

/** A value by name, made anew for each call: functions may change it. */
export type Hostile = readonly [name: string, make: () => unknown]

const constant = (value: unknown, name = String(value)): Hostile => [name, () => value]

/** Nulls, numbers of all kinds, texts, objects of wrong types, huge ones. */
export const hostileValues: readonly Hostile[] = [
    constant(null),
    constant(undefined),
    ...[0, 1, -1, 3, 0.5, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, -(2 ** 63), 1e308, Number.NaN, Infinity, -Infinity].map(
        number => constant(number),
    ),
    constant(-0, '-0'),
    constant(5n, '5n'),
    constant(2n ** 200n, '2n ** 200n'),
    constant(true),
    constant(false),
    constant('', "''"),
    constant('text', "'text'"),
    constant('%s%n%*d%-+ #0999999999.999999999hhq%', 'a format'),
    constant('../\0/\ud800é😀\n\r', 'a strange text'),
    constant('x'.repeat(1e6), 'a huge text'),
    constant(Symbol('symbol'), 'a symbol'),
    ['{}', () => ({})],
    ['{value: null}', () => ({ value: null })],
    ['an object without prototype', () => Object.create(null)],
    [
        'an object that throws',
        () => ({
            toString() {
                throw new Error('toString was called')
            },
            valueOf() {
                throw new Error('valueOf was called')
            },
        }),
    ],
    ['[]', () => []],
    ['[null, 5]', () => [null, 5]],
    ['a function', () => () => 5],
    ['a class', () => class Thing {}],
    ['a generator function', () => function* () {}],
    ['a buffer', () => Buffer.from('bytes')],
    ['an invalid date', () => new Date(Number.NaN)],
    ['an RBuf', () => new RBuf(16)],
    ['an RList', () => new RList()],
    ['an RHash', () => new RHash()],
    ['a rejected promise', () => rejected()],
]

function rejected(): Promise<never> {
    const promise = Promise.reject(new Error('rejected'))
    promise.catch(() => {})
    return promise
}
