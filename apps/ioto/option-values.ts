/*
    option-values.ts -- Values of options that several commands have.
*/

import { InvalidArgumentError } from 'commander'

/** Of `--exit`: seconds, or the name of an event. */
export function exitValue(text: string): string {
    if (text === '') {
        throw new InvalidArgumentError('Wanted seconds, or the name of an event.')
    }
    return text
}

/** Of `--show`: the letters of what is logged of requests and responses. */
export function showValue(letters: string): string {
    if (!/^[HBhb]*$/.test(letters)) {
        throw new InvalidArgumentError('Wanted letters of H, B, h and b.')
    }
    return letters
}
