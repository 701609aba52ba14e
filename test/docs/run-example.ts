/*
    run-example.ts -- Runs a compiled example, and compares what it prints with what the page says.
*/

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Test } from 'tap'
import { Child } from '../fiber/process/child.js'
import type { Block } from './blocks.js'

const compiled = (path: string): string => pathToFileURL(join(process.cwd(), 'dist', path)).href

/** A module that puts the virtual clock in place before the program begins: no example waits for real time, or is late. */
const virtualTime = `data:text/javascript,${encodeURIComponent(`
    import { useClock } from '${compiled('fiber/index.js')}'
    import { VirtualClock } from '${compiled('fiber/testing/index.js')}'
    useClock(new VirtualClock())`)}`

/** Where a block stands, for people. */
export function placeOf({ page, line }: Block): string {
    return `${page}:${line}`
}

/** Runs the program of a block. One that is marked `network` has real connections, which need real time. */
export async function runExample(t: Test, block: Block, program: string): Promise<void> {
    const options = block.mark === 'network' ? [] : ['--import', virtualTime]
    const child = new Child([...options, program])
    t.teardown(() => child.destroy())
    t.same(await child.ended, { code: 0, signal: null }, `${placeOf(block)} ends`)
    // Lines of HTTP end with CR LF; those of the page do not.
    t.equal(child.stdout.replaceAll('\r\n', '\n'), block.output, `${placeOf(block)} prints what the page says`)
    t.equal(child.complaints, '', `${placeOf(block)} does not complain`)
}
