/*
    fuzz-web.ts -- Damaged requests for services/web, over its port: npm run fuzz:web -- [--seconds N] [--seed S] [--only S]

    The server is a process of its own with little memory (web/server.ts). Some dozens of clients at a time send what web/requests.ts
    makes. Whatever comes: each connection is answered or closed in time, what is answered is HTTP, a proper request is served at any
    moment, and when the clients are gone so are connections, fibers and files, and memory is what it was. A failure names the seed
    of its client: `--only` does it again, and shows what was said.
*/

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { parseArgs } from 'node:util'
import { type Play, playOf } from './web/requests.js'
import type { Holdings } from './web/server.js'

/** Megabytes of heap of the server. */
const HEAP = 128
/** Clients at a time, and in a round. */
const CROWD = 40
const ROUND = 1000
/** Milliseconds in which a connection has to be over: the timeouts of the server and its lingering, and a busy machine. */
const PATIENCE = 20_000
/** Bytes that the server may hold more than after the first rounds. */
const GROWTH = 24 * 1024 * 1024
/** Rounds after which memory is compared. */
const WARM = 2

const { values } = parseArgs({
    options: {
        seconds: { type: 'string', default: '30' },
        seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
        only: { type: 'string' },
    },
})

/** Ends the run. */
class Finding extends Error {}

const server = fork(new URL('./web/server.js', import.meta.url), [], {
    execArgv: [`--max-old-space-size=${HEAP}`, '--expose-gc'],
})
let serverOver = false
server.on('exit', () => {
    serverOver = true
})
try {
    await (values.only === undefined
        ? attack(Number(values.seed), Number(values.seconds))
        : repeat(Number(values.only)))
} catch (error) {
    console.error(error instanceof Finding ? error.message : error)
    process.exitCode = 1
} finally {
    await stop(server)
}

async function attack(first: number, seconds: number): Promise<void> {
    const end = performance.now() + seconds * 1000
    const { port, fibers } = await holdings()
    let seed = first
    let rounds = 0
    let heap = 0
    const statuses = new Map<string, number>()
    while (performance.now() < end) {
        const last = seed + ROUND
        const crowd = Array.from({ length: CROWD }, async () => {
            while (seed < last) {
                const mine = seed++
                await play(port, mine, statuses)
            }
        })
        await Promise.all(crowd)
        await probe(port)
        const held = await emptied()
        rounds++
        check(held, fibers, first, seed)
        if (rounds <= WARM) {
            heap = Math.max(heap, held.heap)
        } else if (held.heap > heap + GROWTH) {
            throw new Finding(`The server holds ${held.heap} bytes after ${rounds} rounds, it was ${heap}`)
        }
        console.log(
            `${seed - first} connections, ${held.requests} requests, heap ${mb(held.heap)}, rss ${mb(held.rss)}`,
        )
    }
    console.log(
        `Seed ${first}: ${[...statuses]
            .sort()
            .map(([status, count]) => `${status || 'closed'} ${count}`)
            .join(', ')}`,
    )
}

async function repeat(seed: number): Promise<void> {
    const { port, fibers } = await holdings()
    const { pieces, ending, deaf } = playOf(seed)
    console.log(
        JSON.stringify(Buffer.concat(pieces).toString('latin1')),
        pieces.length,
        'pieces,',
        ending,
        deaf ? 'deaf' : '',
    )
    console.log(JSON.stringify(await play(port, seed, new Map())))
    check(await emptied(), fibers, seed, seed + 1)
}

/** One client. Gives what the server said. */
async function play(port: number, seed: number, statuses: Map<string, number>): Promise<string> {
    const { pieces, ending, deaf } = playOf(seed)
    const socket = connect(port, '127.0.0.1')
    let text = ''
    socket.setEncoding('latin1').on('data', (part: string) => {
        text += part
    })
    socket.on('error', () => {})
    const over = new Promise(resolve => socket.on('close', resolve))
    if (deaf) {
        socket.pause()
    }
    await send(socket, pieces)
    socket.resume()
    if (ending === 'reset') {
        socket.resetAndDestroy()
    } else if (ending === 'end') {
        socket.end()
    }
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
        timer = setTimeout(
            () => reject(new Finding(`Seed ${seed}: the connection is not over after ${PATIENCE} ms`)),
            PATIENCE,
        )
    })
    await Promise.race([over, late]).finally(() => clearTimeout(timer))
    if (serverOver) {
        throw new Finding(`The server has ended, seed ${seed} or shortly before`)
    }
    judge(seed, text, statuses)
    return text
}

/** Sends the pieces, each on its own where the system wants it so. A server that does not read any more is left alone. */
async function send(socket: Socket, pieces: Play['pieces']): Promise<void> {
    socket.setNoDelay(true)
    for (const piece of pieces) {
        if (socket.destroyed) {
            return
        }
        socket.write(piece)
        await new Promise(resolve => setImmediate(resolve))
    }
}

/** What is answered begins as HTTP, and is no failure of the server but where one was asked for. */
function judge(seed: number, text: string, statuses: Map<string, number>): void {
    const status = /^HTTP\/1\.[01] (\d{3}) /.exec(text)?.[1] ?? ''
    if (text !== '' && status === '') {
        throw new Finding(`Seed ${seed}: no HTTP: ${JSON.stringify(text.slice(0, 200))}`)
    }
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
}

/** A proper request is served. */
async function probe(port: number): Promise<void> {
    const response = await fetch(`http://127.0.0.1:${port}/test/success`, { headers: { Connection: 'close' } })
    const text = await response.text()
    if (response.status !== 200 || text !== 'success\n') {
        throw new Finding(`A proper request was answered with ${response.status} ${JSON.stringify(text)}`)
    }
}

async function holdings(): Promise<Holdings> {
    const answer = once(server, 'message')
    server.send('tell')
    return ((await answer) as [Holdings])[0]
}

/** What the server holds when its connections are over. */
async function emptied(): Promise<Holdings> {
    const end = performance.now() + PATIENCE
    for (;;) {
        const held = await holdings()
        if (held.connections === 0 || performance.now() > end) {
            return held
        }
        await new Promise(resolve => setTimeout(resolve, 50))
    }
}

function check(held: Holdings, fibers: number, first: number, seed: number): void {
    const faults = [
        ...held.errors.map(message => `an error: ${message}`),
        ...(held.connections > 0 ? [`${held.connections} connections are left`] : []),
        ...(held.fibers > fibers ? [`${held.fibers} fibers are left, it was ${fibers}`] : []),
        ...(held.files.length > 0 ? [`${held.files.length} temporary files are left`] : []),
    ]
    if (faults.length > 0) {
        throw new Finding(`Between seeds ${first} and ${seed}: ${faults.join('; ')}`)
    }
}

async function stop(child: ChildProcess): Promise<void> {
    if (!serverOver) {
        const exit = once(child, 'exit')
        child.send('end')
        await Promise.race([exit, new Promise(resolve => setTimeout(resolve, PATIENCE).unref())])
    }
    if (!serverOver) {
        child.kill('SIGKILL')
        process.exitCode = 1
    } else if (child.exitCode !== 0) {
        console.error(`The server has ended with ${child.signalCode ?? child.exitCode}`)
        process.exitCode = 1
    }
}

function mb(bytes: number): string {
    return `${Math.round(bytes / 1024 / 1024)} MB`
}
