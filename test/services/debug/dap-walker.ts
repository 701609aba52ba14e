/*
    dap-walker.ts -- Takes the steps of stroll.ts as an editor does. It sees the TypeScript sources, by the source map; the route is that
    of the compiled program, so its places are translated back.
*/

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { eachMapping, TraceMap } from '@jridgewell/trace-mapping'
import { DapClient } from './dap-client.js'
import { Route } from './route.js'
import { type Walker, walked } from './stroll.js'

const program = new URL('fixtures/walk.js', import.meta.url)

/** Compiled lines by the lines of the source, and the path of that. */
export function compiledLines(): { path: string; lines: ReadonlyMap<number, number> } {
    const map = new TraceMap(readFileSync(new URL(`${program.href}.map`), 'utf8'), `${program.href}.map`)
    const lines = new Map<number, number>()
    eachMapping(map, ({ generatedLine, originalLine }) => {
        if (originalLine !== null && !lines.has(originalLine)) {
            lines.set(originalLine, generatedLine)
        }
    })
    return { path: fileURLToPath(map.resolvedSources[0]!), lines }
}

/** Launches the program, and stops at the first statement of the worker of fiber 7. */
export async function dapWalker({ fibers }: { fibers: number }): Promise<Walker> {
    const { path, lines } = compiledLines()
    const first = new Route(program, 1).places[0]!.line
    const [line] = [...lines].find(([, compiled]) => compiled === first)!
    const client = DapClient.alone()
    await client.launch({ program: fileURLToPath(program), env: { WALKERS: String(fibers) } })
    const set = (breakpoints: object[]) => client.request('setBreakpoints', { source: { path }, breakpoints })
    await set([{ line, condition: `__fiber === ${walked}` }])
    await client.request('setExceptionBreakpoints', { filters: ['uncaught'] })
    await client.request('configurationDone')
    let { threadId } = await client.stop()
    await set([])
    const { breakpoints } = await client.request<{ breakpoints: { line: number }[] }>('breakpointLocations', {
        source: { path },
        line: 1,
        endLine: 1e6,
    })
    return {
        lines: new Set(breakpoints.map(each => lines.get(each.line)!)),
        async step(kind) {
            const command = { Over: 'next', Into: 'stepIn', Out: 'stepOut' }[kind]
            await client.request(command, { threadId })
            const stop = await client.stop()
            threadId = stop.threadId
            const frames = (await client.stack(threadId!)).filter(({ source }) => source?.path === path)
            const [top] = frames
            const place = {
                functionName: top?.name ?? '',
                line: lines.get(top?.line ?? 0) ?? 0,
                depth: frames.length,
            }
            const id = top === undefined ? undefined : Number((await client.locals(top.id))['id'])
            return { fiber: threadId!, place, id }
        },
        counts: () => ({ resumed: client.counts['stopped'] ?? 0, paused: client.counts['stopped'] ?? 0 }),
        close: () => void client.request('disconnect'),
    }
}
