/*
    unique.ts -- Numbers by which a program remembers something for whoever debugs it: several may do so at once.
*/

import { randomInt } from 'node:crypto'

let last = randomInt(2 ** 47)

/** A number that nobody else has. */
export function unique(): number {
    return ++last
}
