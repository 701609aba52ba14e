/*
    agent.ts -- `npm run bench:agent`: how long the agent takes from its start to the first answer, and the memory it has then, beside an empty
    server of node:http; each several times, interleaved. Take the ratios: those of processor time on a machine that has more to do.

    With MQTT there is a broker that accepts the connection: MQTT.js is loaded for it, after the web server listens. The time until then is told
    beside. The memory is that a second after all of it.
*/

import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Runs of each. */
const ROUNDS = Number(process.argv[2] ?? 5)

const root = mkdtempSync(join(tmpdir(), 'bench-agent-'))
const schema = "{ blend: ['parts/OneTable.json5', 'parts/LocalSchema.json5'], models: {} }"

/** Accepts each connection of MQTT, and says nothing more. */
let connected: (() => void) | null = null
const peers = new Set<Socket>()
const broker = createServer(peer => {
    peers.add(peer)
    peer.on('error', () => {})
    peer.once('data', () => {
        peer.write(Buffer.from([0x20, 2, 0, 0]))
        connected?.()
    })
})
await new Promise<void>(resolve => broker.listen(0, '127.0.0.1', resolve))
const { port } = broker.address() as { port: number }

/** A program that says a URL when it listens. */
interface Candidate {
    readonly name: string
    readonly args: readonly string[]
    readonly hasMqtt?: boolean
}

function agentOf(name: string, services: string, more = ''): Candidate {
    const config = mkdtempSync(join(root, 'config-'))
    writeFileSync(
        join(config, 'ioto.json5'),
        `{ services: { ${services} }, ${more} log: { types: 'error' }, safeMode: { crashes: 0 } }`,
    )
    writeFileSync(join(config, 'web.json5'), "{ listen: ['http://127.0.0.1:0'] }")
    writeFileSync(join(config, 'schema.json5'), schema)
    const state = join(config, 'state')
    return { name, args: ['dist/lib/ioto.js', '--config', config, '--state', state] }
}

const candidates: readonly Candidate[] = [
    {
        name: 'node:http, empty',
        args: [
            '-e',
            "const s = require('node:http').createServer((q, r) => r.end()).listen(0, '127.0.0.1', () => console.log('serves http://127.0.0.1:' + s.address().port + ' Press Ctrl-C'))",
        ],
    },
    { name: 'node, empty', args: ['-e', "console.log('nothing Press Ctrl-C'); setInterval(() => {}, 1e9)"] },
    agentOf('runtime only', 'web: false, database: false'),
    agentOf('web', 'web: true, database: false'),
    agentOf('web and database', 'web: true, database: true'),
    {
        ...agentOf(
            'all',
            'web: true, database: true, mqtt: true',
            `device: { id: 'bench' }, mqtt: { endpoint: '127.0.0.1', port: ${port} },`,
        ),
        hasMqtt: true,
    },
]

/** What one start took. */
interface Start {
    /** Milliseconds until it is ready, and has answered if it serves. */
    readonly ms: number
    /** Processor time until then, all threads. */
    readonly cpu: number
    /** Milliseconds until it has sent CONNECT to the broker; 0: it has none. */
    readonly connected: number
    /** MB of resident memory a second later. */
    readonly mb: number
}

/** Milliseconds of processor time; the system counts hundredths of a second. */
function cpuOf(pid: number): number {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10
}

async function measure({ args, hasMqtt = false }: Candidate): Promise<Start> {
    const connect = new Promise<void>(resolve => {
        connected = resolve
    })
    const begin = performance.now()
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    try {
        let said = ''
        for await (const piece of child.stdout) {
            said += piece
            if (/Press Ctrl-C/.test(said)) {
                break
            }
        }
        const url = /serves (http:\S+)/.exec(said)?.[1]
        if (url !== undefined) {
            await (await fetch(url)).text()
        }
        const ms = performance.now() - begin
        const cpu = cpuOf(child.pid!)
        if (hasMqtt) {
            await connect
        }
        const connectMs = hasMqtt ? performance.now() - begin : 0
        // V8 gives back what it took for loading.
        await new Promise(resolve => setTimeout(resolve, 1000))
        const pages = Number(readFileSync(`/proc/${child.pid}/statm`, 'utf8').split(' ')[1])
        return { ms, cpu, connected: connectMs, mb: (pages * 4096) / 1e6 }
    } finally {
        child.kill('SIGKILL')
    }
}

const results = new Map(candidates.map(({ name }) => [name, [] as Start[]]))
try {
    for (let round = 0; round < ROUNDS; round++) {
        for (const candidate of candidates) {
            results.get(candidate.name)!.push(await measure(candidate))
        }
    }
} finally {
    rmSync(root, { recursive: true, force: true })
    for (const peer of peers) {
        peer.destroy()
    }
    broker.close()
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!
const least = median(results.get('node:http, empty')!.map(({ ms }) => ms))
const leastCpu = median(results.get('node:http, empty')!.map(({ cpu }) => cpu))
const small = median(results.get('node, empty')!.map(({ mb }) => mb))
for (const [name, runs] of results) {
    const ms = median(runs.map(run => run.ms))
    const cpu = median(runs.map(run => run.cpu))
    const mb = median(runs.map(run => run.mb))
    const late = median(runs.map(run => run.connected))
    const more = late === 0 ? '' : `  MQTT connects after ${late.toFixed(0)} ms`
    console.log(
        `${name.padEnd(18)} ${ms.toFixed(0).padStart(5)} ms (${(ms / least).toFixed(1)})  CPU ${cpu.toFixed(0).padStart(4)} ms (${(cpu / leastCpu).toFixed(1)})  ${mb.toFixed(0).padStart(4)} MB (+${(mb - small).toFixed(0)})${more}`,
    )
}
