/*
    stroll.ts -- Random steps in one of many fibers, each checked against the route.
*/

import { CdpClient as Client, type CdpClient, debuggee, type Stop } from './cdp-client.js'
import { type Place, Route } from './route.js'

const program = new URL('fixtures/walk.js', import.meta.url)

/** The fiber that is stepped. */
export const walked = 7

/** Where the program has stopped. */
export interface Seen {
    /** The running fiber. */
    readonly fiber: number
    /** In terms of the compiled program. */
    readonly place: Place
    /** The variable `id` there. */
    readonly id: number | undefined
}

/** A front end that takes steps in fiber 7, from the first statement of its worker. */
export interface Walker {
    /** Lines at which V8 can stop. */
    readonly lines: ReadonlySet<number>
    step(kind: 'Over' | 'Into' | 'Out'): Promise<Seen>
    /** How often the front end was told that the program runs, and has stopped. */
    counts(): { readonly resumed: number; readonly paused: number }
    close(): void
}

/** What a stroll wants. */
export interface Stroll {
    /** Starts the program with its front end. Default: one of the Chrome DevTools Protocol. */
    readonly walker?: (options: { fibers: number; node?: string }) => Promise<Walker>
    readonly fibers: number
    readonly commands: number
    /** Chooses the commands. */
    readonly random: () => number
    readonly node?: string
}

/** What came out of it. */
export interface Findings {
    /** Stops that were not where they should be. */
    readonly wrong: readonly string[]
    /** Milliseconds of each command, ascending. */
    readonly times: readonly number[]
    readonly resumed: number
    readonly paused: number
    readonly commands: number
}

/** The calls of the running fiber. */
function own(stop: Stop) {
    const end = stop.callFrames.findIndex(({ functionName }) => functionName === 'resume')
    return stop.callFrames.slice(0, end).filter(({ url }) => url === program.href)
}

/** Stops at the first statement of the worker of a fiber. */
export async function meet(client: CdpClient, fiber: number): Promise<Stop> {
    const first = new Route(program, 1).places[0]!
    await client.begin()
    const { breakpointId } = await client.send<{ breakpointId: string }>('Debugger.setBreakpointByUrl', {
        url: program.href,
        lineNumber: first.line - 1,
        condition: `__fiber === ${fiber}`,
    })
    await client.send('Debugger.resume')
    const stop = await client.stop()
    await client.send('Debugger.removeBreakpoint', { breakpointId })
    return stop
}

/** Walks by the Chrome DevTools Protocol. */
async function cdpWalker({ fibers, node }: { fibers: number; node?: string }): Promise<Walker> {
    const { child, url } = await debuggee(program.pathname, {
        env: { WALKERS: String(fibers) },
        ...(node === undefined ? {} : { node }),
    })
    const client = await Client.connect(url)
    const { scriptId } = (await meet(client, walked)).callFrames[0]!.location
    const { locations } = await client.send<{ locations: { lineNumber: number; type?: string }[] }>(
        'Debugger.getPossibleBreakpoints',
        { start: { scriptId, lineNumber: 0 } },
    )
    return {
        lines: new Set(locations.filter(({ type }) => type !== 'call').map(({ lineNumber }) => lineNumber + 1)),
        async step(kind) {
            const stop = await client.step(kind)
            const frames = own(stop)
            const [top] = frames
            const place = {
                functionName: top?.functionName ?? stop.callFrames[0]!.functionName,
                line: (top ?? stop.callFrames[0]!).location.lineNumber + 1,
                depth: frames.length,
            }
            const id = top === undefined ? undefined : await client.evaluate<number>(top, 'id')
            return { fiber: stop.fiber, place, id }
        },
        counts: () => ({ resumed: client.counts['Debugger.resumed']!, paused: client.counts['Debugger.paused']! }),
        close: () => child.kill('SIGKILL'),
    }
}

/** Takes random steps in fiber 7. */
export async function stroll({ fibers, commands, random, node, walker = cdpWalker }: Stroll): Promise<Findings> {
    const route = new Route(program, 400)
    const front = await walker({ fibers, ...(node === undefined ? {} : { node }) })
    const wrong: string[] = []
    const times: number[] = []
    try {
        route.own(front.lines)
        const before = front.counts()
        let at = 0
        let { depth } = route.places[0]!
        for (let i = 0; i < commands; i++) {
            const kind = (['Over', 'Into', 'Out', 'Over', 'Into'] as const)[
                Math.floor(random() * (depth === 1 ? 2 : 5))
            ]!
            const begun = performance.now()
            const { fiber, place, id } = await front.step(kind)
            times.push(performance.now() - begun)
            const limit = { Into: Infinity, Over: depth, Out: depth - 1 }[kind]
            const same = (i: number) => JSON.stringify(place) === JSON.stringify(route.places[i])
            const first = route.next(at, limit)
            let next = first
            while (!same(next) && route.isOptional(next)) {
                next = route.next(next, limit)
            }
            const wanted = route.places[next]!
            const right = same(next)
            // A brace, the head of a loop, the end of a return: V8 stops there too.
            const from = route.places[at]!
            const sameLine = place.line === from.line && place.functionName === from.functionName && kind !== 'Out'
            const between =
                !right &&
                (!route.has(place.line) || sameLine) &&
                place.depth <= Math.max(limit === Infinity ? Math.max(depth, wanted.depth) : limit, 1) &&
                place.depth >= Math.min(depth, wanted.depth)
            if (fiber !== walked || id !== walked || !(right || between)) {
                const seen = `${JSON.stringify(place)} of fiber ${fiber} (id ${id})`
                wrong.push(`${i} ${kind} at ${JSON.stringify(from)}: ${seen}, wanted ${JSON.stringify(wanted)}`)
                break
            }
            if (right) {
                at = next
            } else if (!sameLine) {
                at = first - 1
            }
            depth = place.depth
        }
        times.sort((a, b) => a - b)
        const { resumed, paused } = front.counts()
        return {
            wrong,
            times,
            commands: times.length,
            resumed: resumed - before.resumed,
            paused: paused - before.paused,
        }
    } finally {
        front.close()
    }
}
