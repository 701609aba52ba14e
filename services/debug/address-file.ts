/*
    address-file.ts -- How a program that a debugger has started tells it the address of its endpoint.
*/

import { closeSync, writeSync } from 'node:fs'

/** The file descriptor of the pipe, in the program. */
export const addressFile = 3

/** Tells the address: for `onListening` of `startDebugging`. */
export function tellAddress(url: string): void {
    writeSync(addressFile, `${url}\n`)
    closeSync(addressFile)
}
