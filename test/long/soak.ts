/*
    soak.ts -- `npm run soak -- --minutes 60`: the agent under a mixed load of HTTP, WebSockets, database and MQTT, with a broker that is restarted
    again and again. Judges that heap and handles are flat, and that nothing failed that should have succeeded.
*/

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { AgentStatistics } from '../../services/agent/index.js'
import { Broker, items, type Load, messages, pages, sockets } from './soak/loads.js'
import { judge, type Sample } from './soak/samples.js'

const { values } = parseArgs({
    options: { minutes: { type: 'string', default: '60' }, restart: { type: 'string', default: '20' } },
})
const seconds = Number(values.minutes) * 60
assert.ok(seconds > 0, `--minutes is ${values.minutes}, wanted a number above 0`)

/** Samples in all, and seconds in which the last messages have to arrive. */
const SAMPLES = 60
const REST = 30

const directory = mkdtempSync(join(tmpdir(), 'soak-'))
const broker = await Broker.start()
const write = (name: string, value: object) => writeFileSync(join(directory, name), JSON.stringify(value))
write('ioto.json5', {
    services: { web: true, database: true, mqtt: true },
    device: { id: 'soak' },
    mqtt: { endpoint: '127.0.0.1', port: broker.port },
    log: { path: 'stderr', types: 'error' },
})
write('schema.json5', {
    blend: ['parts/OneTable.json5', 'parts/LocalSchema.json5'],
    models: {
        Store: {
            ...{ sk: { type: 'string', value: 'store#${key}' }, key: { type: 'string', required: true } },
            value: { type: 'string' },
        },
    },
})
write('web.json5', {
    listen: ['http://127.0.0.1:0'],
    documents: fileURLToPath(new URL('../../../apps/ioto/site', import.meta.url)),
})

const root = fileURLToPath(new URL('../../', import.meta.url))
const app = fileURLToPath(new URL('soak/app.js', import.meta.url))
const args = ['--expose-gc', join(root, 'apps/ioto/main.js'), 'run', app]
const agent = spawn(process.execPath, [...args, '--config', directory, '--state', join(directory, 'state')], {
    stdio: ['ignore', 'pipe', 'pipe'],
})
let said = ''
let complaints = ''
agent.stdout.setEncoding('utf8').on('data', text => {
    said += text
})
agent.stderr.setEncoding('utf8').on('data', text => {
    complaints += text
})
const ended = once(agent, 'close')

const samples: Sample[] = []
const faults: string[] = []
let loads: Load[] = []
try {
    const url = await listening()
    loads = [pages(url), items(url, 1), items(url, 2), sockets(url), messages(broker, Number(values.restart))]
    const begun = Date.now()
    const end = begun + seconds * 1000
    const isOver = () => Date.now() >= end || faults.length > 0
    const running = loads.map(async load => {
        try {
            await load.run(isOver)
        } catch (error) {
            faults.push(`${load.name} failed after ${load.count}: ${(error as Error).stack ?? error}`)
        }
    })
    while (!isOver()) {
        await pause((seconds * 1000) / SAMPLES)
        const sample = await take(url, begun)
        samples.push(sample)
        const { at, heap, rss, handles, fibers, timers } = sample
        console.log(
            `${at.toFixed(0).padStart(5)} s  heap ${mb(heap)} MB, rss ${mb(rss)} MB, ${handles} handles, ${fibers} fibers, ${timers} timers`,
        )
    }
    await Promise.all(running)
    await lastNumbers()
} catch (error) {
    faults.push((error as Error).stack ?? String(error))
} finally {
    agent.kill('SIGTERM')
}
const [code] = await ended
await broker.stop()
rmSync(directory, { recursive: true, force: true })
if (code !== 0) {
    faults.push(`The agent ended with status ${code}`)
}
// On a busy machine any fiber holds the thread when the system lets others run.
const errors = complaints.replaceAll(/^The thread was held .*\n(?:(?: {4}at |fiber \d).*\n|\n)*/gm, '')
if (errors !== '') {
    faults.push(`The agent has errors in its log:\n${errors.slice(0, 5000)}`)
}
faults.push(...judge(samples))
for (const { name, count } of loads) {
    console.log(`${name}: ${count}`)
}
console.log(`${broker.restarts} restarts of the broker, ${broker.numbers} numbers in order, ${broker.answers} answers`)
console.log(faults.length === 0 ? 'Flat, and nothing failed' : faults.join('\n'))
process.exitCode = faults.length === 0 ? 0 : 1

async function listening(): Promise<string> {
    for (;;) {
        const url = /serves (http:\S+)[\s\S]*Press Ctrl-C/.exec(said)?.[1]
        if (url !== undefined) {
            // The application begins a moment later.
            while ((await fetch(`${url}/api/collect`)).status !== 200) {
                await pause(50)
            }
            return url
        }
        assert.equal(agent.exitCode, null, `The agent ended: ${complaints}`)
        await pause(50)
    }
}

async function take(url: string, begun: number): Promise<Sample> {
    const { memory, runtime } = (await (await fetch(`${url}/api/collect`)).json()) as AgentStatistics
    return {
        ...{ at: (Date.now() - begun) / 1000, heap: memory.heapUsed + memory.external, rss: memory.rss },
        ...{ handles: readdirSync(`/proc/${agent.pid}/fd`).length, fibers: runtime.live, timers: runtime.timers },
    }
}

/** All numbers that were published come, in the end. */
async function lastNumbers(): Promise<void> {
    const wanted = broker.numbers + broker.early
    for (let i = 0; i < REST * 10 && (broker.numbers < wanted || broker.early > 0); i++) {
        await pause(100)
    }
    assert.ok(broker.numbers >= wanted && broker.numbers > 0, `Only ${broker.numbers} of ${wanted} numbers came`)
    assert.ok(broker.answers > 0, 'No answer came by MQTT')
}

function mb(bytes: number): string {
    return (bytes / 1e6).toFixed(1)
}
