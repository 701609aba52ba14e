/*
    run-example.ts -- Runs compiled examples, and gives what they print.
*/

import type { Test } from 'tap'
import { Child } from '../fiber/process/child.js'
import type { Block } from './blocks.js'

/** A module that puts the virtual clock in place before the program begins: no example waits for real time, or is late. */
const virtualTime = `data:text/javascript,${encodeURIComponent(`
    import { useClock } from '${import.meta.resolve('ioto-fiber/fiber')}'
    import { VirtualClock } from '${import.meta.resolve('ioto-fiber/testing')}'
    useClock(new VirtualClock())`)}`

/** Where a block stands, for people. */
export function placeOf({ page, line }: Block): string {
    return `${page}:${line}`
}

/**
 * Runs a program, which must end well and without complaints, and gives what it prints.
 *
 * @param time `real` for programs with real connections, else `virtual`
 */
export async function outputOf(t: Test, command: readonly string[], time: 'real' | 'virtual'): Promise<string> {
    const child = new Child([...(time === 'real' ? [] : ['--import', virtualTime]), ...command])
    t.teardown(() => child.destroy())
    t.same(await child.ended, { code: 0, signal: null })
    t.equal(child.complaints, '')
    // Lines of HTTP end with CR LF; those of the pages do not.
    return child.stdout.replaceAll('\r\n', '\n')
}
