/*
    soak-mqtt.ts -- The MQTT client at work for long, in real time: npm run soak:mqtt -- [--minutes 60] [--cut 45]

    Clients with and without a file of their session publish and receive with each QoS, over TCP, to a broker in a process of its own that resets all
    connections every 45 seconds, so that pauses begin anew. Judged: each message of QoS 1 comes, each of QoS 2 once and in order, the heap does not grow, and at the
    end no fiber and no timer is left.
*/

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { all, type Fiber, listen, now, run, sleep, spawn, statistics } from '../../fiber/index.js'
import { LoopBroker } from '../services/mqtt/loop-broker.js'
import { newTally, soak, type Tally } from '../services/mqtt/soak.js'

const { values } = parseArgs({
    options: {
        minutes: { type: 'string', default: '60' },
        cut: { type: 'string', default: '45' },
        broker: { type: 'boolean', default: false },
    },
})
const MINUTES = Number(values.minutes)
const CUT = Number(values.cut)

/** Clients; every second one has a file. */
const CLIENTS = 4

/** Milliseconds that sockets get to close. */
const FAREWELL = 10_000

/** Milliseconds between the rounds of a client. */
const PAUSE = 20

/** Growth of the heap that is no leak, bytes: what the optimizer makes of code that it sees for the first time. */
const GROWTH = 1_500_000

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Where the heap stood. */
interface Sample {
    readonly minute: number
    readonly bytes: number
}

if (values.broker) {
    await run(serve)
} else {
    const broker = fork(fileURLToPath(import.meta.url), ['--broker', '--cut', String(CUT)])
    const folder = mkdtempSync(join(tmpdir(), 'soak-mqtt-'))
    try {
        const [port] = (await once(broker, 'message')) as [number]
        const tallies = Array.from({ length: CLIENTS }, newTally)
        const samples = await run(() => work(port, folder, tallies))
        // Sockets wait for the end of their peer for a while.
        await setTimeout(FAREWELL)
        judge(tallies, samples)
    } finally {
        broker.disconnect()
        rmSync(folder, { recursive: true })
    }
}

/** The broker. Ends with the process that started it. */
function* serve(): Fiber<void> {
    const loop = new LoopBroker()
    process.once('disconnect', () => process.exit())
    const listener = yield* listen('127.0.0.1:0', socket => loop.serve(socket), { onFailure: () => {} })
    process.send!(listener.port)
    for (;;) {
        yield* sleep(CUT * 1000)
        loop.cut()
    }
}

function* work(port: number, folder: string, tallies: readonly Tally[]): Fiber<Sample[]> {
    const start = now()
    const isOver = (): boolean => now() - start >= MINUTES * 60_000
    const samples: Sample[] = []
    const clients = tallies.map((tally, i) => {
        const store = i % 2 === 0 ? {} : { store: join(folder, `session${i}`) }
        const options = {
            endpoint: `127.0.0.1:${port}`,
            clientId: `soak${i}`,
            keepAlive: 5000,
            reconnect: true,
            ...store,
        }
        return () => soak(options, PAUSE, isOver, tally)
    })
    const watcher = spawn(function* () {
        for (;;) {
            // A minute, or a twentieth of the whole.
            yield* sleep(Math.min(60_000, MINUTES * 3000))
            samples.push(sample(start, folder, tallies))
        }
    })
    yield* all(clients.map(client => client()))
    watcher.cancel('the clients are through')
    return samples
}

function sample(start: number, folder: string, tallies: readonly Tally[]): Sample {
    collect()
    const { heapUsed: bytes, rss } = process.memoryUsage()
    const minute = (now() - start) / 60_000
    const { live, timers } = statistics()
    const sum = (of: (tally: Tally) => number): number => tallies.reduce((total, tally) => total + of(tally), 0)
    const file = statSync(join(folder, 'session1')).size
    console.log(
        [
            `${minute.toFixed(1)} min`,
            `${sum(tally => tally.rounds)} rounds`,
            `${sum(tally => tally.open.size)} under way`,
            `${sum(tally => tally.again)} again`,
            `${sum(tally => tally.faults.length)} faults`,
            `heap ${(bytes / 1e6).toFixed(2)} MB`,
            `rss ${Math.round(rss / 1e6)} MB`,
            `${live} fibers`,
            `${timers} timers`,
            `session ${Math.round(file / 1000)} KB`,
        ].join(', '),
    )
    return { minute, bytes }
}

function judge(tallies: readonly Tally[], samples: readonly Sample[]): void {
    const complaints = tallies.flatMap(({ faults }) => faults)
    const { live, timers } = statistics()
    if (live > 0 || timers > 0) {
        complaints.push(`${live} fibers and ${timers} timers are left`)
    }
    // The first fifth is the warming up.
    const warm = samples.slice(Math.ceil(samples.length / 5))
    const half = Math.floor(warm.length / 2)
    const growth = median(warm.slice(half)) - median(warm.slice(0, half))
    if (growth > GROWTH) {
        complaints.push(`the heap has grown by ${growth} bytes from one half to the other`)
    }
    const connections = tallies.reduce((total, tally) => total + tally.connections, 0)
    console.log(
        complaints.length === 0
            ? `Sound after ${MINUTES} minutes and ${connections} connections: heap ${growth < 0 ? '' : '+'}${Math.round(growth / 1000)} KB, no fiber and no timer left`
            : `Not sound:\n${complaints.slice(0, 20).join('\n')}`,
    )
    process.exitCode = complaints.length === 0 ? 0 : 1
}

function median(samples: readonly Sample[]): number {
    const sorted = samples.map(({ bytes }) => bytes).sort((a, b) => a - b)
    return sorted[sorted.length >> 1] ?? 0
}
