/*
    parts.test.ts -- A whole program of the C face, from rInit to rTerm, again and again: nothing is left of it.
*/

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ref, type RSocket } from '../../fiber/c.js'
import * as r from '../../fiber/c.js'
import { type Fiber, fibers, statistics } from '../../fiber/core/index.js'
import { activeSockets } from '../../fiber/rsocket/index.js'
import { countWaits } from '../../fiber/wait/index.js'
import { echo } from './rsocket/pair.js'
import { makePki, noOpenssl } from './tls/pki.js'

/** Listens, connects, and sends a text there and back. Gives the sockets, which are open. */
function* conversation(listener: RSocket, client: RSocket): Fiber<string> {
    const [ip, port, buf] = [ref(''), ref(0), Buffer.alloc(64)]
    if ((yield* r.rListenSocket(listener, '127.0.0.1', 0, echo)) < 0) {
        return r.rGetSocketError(listener)
    }
    r.rGetSocketAddr(listener, ip, 80, port)
    if ((yield* r.rConnectSocket(client, 'localhost', port.value, r.rGetTicks() + 20_000)) < 0) {
        return r.rGetSocketError(client)
    }
    yield* r.rWriteSocket(client, 'there and back')
    return buf.toString('latin1', 0, yield* r.rReadSocket(client, buf, 64))
}

/** One life of the program. `tidy`: it frees what it has opened; else that is left to `rTerm`. Gives what it has done. */
async function life(
    logFile: string,
    files: Record<'ca' | 'key' | 'cert', string> | null,
    tidy: boolean,
): Promise<string[]> {
    const done: string[] = []
    const sockets: RSocket[] = []
    const socket = () => {
        const sp = r.rAllocSocket()
        sockets.push(sp)
        return sp
    }
    function* main(): Fiber<void> {
        r.rSetLog(`${logFile}:all:all`, null, true)
        r.rInfo('leaks', 'begins')
        r.rWatch('something', () => done.push('watch'))
        r.rSignal('something')
        r.rStartEvent(() => done.push('event'))
        r.rStartEvent(() => done.push('never'), null, 1e6)
        r.rSpawnFiber('waits', function* () {
            yield* r.rSleep(1e6)
        })
        const wait = r.rAllocWait(-1)
        r.rSpawnFiber('waits for events', function* () {
            yield* r.rWaitForIO(wait, r.R_READABLE, 0)
        })
        r.rSetWaitHandler(r.rAllocWait(logFile), () => {}, null, r.R_MODIFIED, r.rGetTicks() + 1e6, 0)
        done.push(`thread ${yield* r.rSpawnThread((n: number) => n * 2, 21)}`)
        done.push(`plain ${yield* conversation(socket(), socket())}`)
        if (files !== null) {
            const [listener, client] = [socket(), socket()]
            r.rSetSocketCerts(listener, null, files.key, files.cert, null)
            r.rSetSocketCerts(client, files.ca, null, null, null)
            done.push(`secure ${yield* conversation(listener, client)}`)
        }
        // One that waits for a peer which says nothing.
        r.rSpawnFiber('reads', function* () {
            yield* r.rReadSocket(sockets[1]!, Buffer.alloc(9), 9)
        })
        yield* r.rSleep(0)
        if (tidy) {
            sockets.forEach(r.rFreeSocket)
            r.rFreeWait(wait)
        }
        r.rStop()
    }
    r.rInit(main)
    await r.rServiceEvents()
    await r.rTerm()
    return done
}

/** What a process holds besides memory: how many of each. */
function held(): Map<string, number> {
    const counts = new Map<string, number>([
        ['fibers', fibers().length],
        ['timers', statistics().timers],
        ['accepted sockets', activeSockets()],
        ['wait objects', countWaits()],
    ])
    for (const name of process.getActiveResourcesInfo()) {
        counts.set(name, (counts.get(name) ?? 0) + 1)
    }
    for (const name of process.eventNames()) {
        counts.set(`listeners of ${String(name)}`, process.listenerCount(name))
    }
    return counts
}

/** What there is now and was not before. */
function surplus(before: ReadonlyMap<string, number>): string[] {
    return [...held()].filter(([name, count]) => count > (before.get(name) ?? 0)).map(([name]) => name)
}

/** Lets the event loop turn until nothing is left: closing takes some turns. If it is never, the test runner says so. */
async function settled(before: ReadonlyMap<string, number>): Promise<void> {
    while (surplus(before).length > 0) {
        await new Promise(resolve => setImmediate(resolve))
    }
}

for (const tidy of [true, false]) {
    const how = tidy ? 'frees what it has opened' : 'leaves what it has opened to rTerm'

    t.test(`rInit and rTerm a hundred times, with a program that ${how}, leave nothing`, async t => {
        const pki = noOpenssl ? null : makePki()
        const files =
            pki === null ? null : { ca: pki.path('ca.crt'), key: pki.path('server.key'), cert: pki.path('server.crt') }
        const logFile = join(t.testdir(), 'log')
        const before = held()
        for (let i = 0; i < 100; i++) {
            const done = await life(logFile, files, tidy)
            t.strictSame(
                done.toSorted(),
                [
                    'event',
                    'plain there and back',
                    ...(files === null ? [] : ['secure there and back']),
                    'thread 42',
                    'watch',
                ],
                `life ${i}`,
            )
        }
        await settled(before)
        t.strictSame(surplus(before), [])
        t.equal(readFileSync(logFile, 'utf8').match(/begins/g)?.length, 100)
        pki?.remove()
    })
}
