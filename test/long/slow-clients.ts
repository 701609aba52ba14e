/*
    slow-clients.ts -- Attacks by slowness with the program slowhttptest: npm run test:slow [-- --seconds N]. It is a package of most systems.

        -H   heads that never end                -B   bodies that come in drops
        -X   responses that are read in drops    -R   absurdly many ranges

    The server is `ioto web` in a process of its own. While some hundred connections of one address attack it, another address is
    served; afterwards connections and fibers are gone, and memory is bounded. Skips with a sentence where the program is not installed.
*/

import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const MB = 1024 * 1024
/** Connections of the attacker, and how many of them the server takes. */
const ATTACK = 300
const TAKEN = 100
/** Bytes that the server may grow by. */
const GROWTH = 120 * MB

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '20' } } })
const seconds = values.seconds

const modes: readonly (readonly [what: string, args: readonly string[]])[] = [
    ['heads that never end', ['-H', '-i', '1', '-x', '24']],
    ['bodies in drops', ['-B', '-i', '1', '-s', '8192', '-t', 'POST', '-x', '10']],
    ['responses that are read in drops', ['-X', '-w', '10', '-y', '20', '-n', '1', '-z', '5', '-k', '3']],
    ['absurdly many ranges', ['-R', '-a', '10', '-b', '3000']],
]

if (spawnSync('slowhttptest', ['-h']).error === undefined) {
    await test()
} else {
    console.log('Skipped: slowhttptest is not installed here')
}

async function test(): Promise<void> {
    const place = mkdtempSync(join(tmpdir(), 'web-slow-'))
    mkdirSync(join(place, 'site'))
    writeFileSync(join(place, 'site/large.bin'), Buffer.alloc(20 * MB, 'large'))
    const config = {
        web: {
            ...{ listen: ['http://127.0.0.1:0'], documents: './site', user: 'root' },
            limits: { connections: 2 * ATTACK, addressConnections: TAKEN },
            timeouts: { parse: 5, header: 5, inactivity: 10, request: 15 },
            statistics: { path: '/statistics', role: 'public' },
            routes: [{ match: '/statistics', handler: 'action' }, { methods: ['GET', 'HEAD', 'POST'] }],
        },
    }
    writeFileSync(join(place, 'web.json5'), JSON.stringify(config))
    const server = spawn(process.execPath, ['dist/lib/ioto.js', 'web', '--home', place], {
        stdio: ['ignore', 'ignore', 'pipe'],
    })
    try {
        const url = await listening(server)
        const before = await ask(url)
        for (const [what, args] of modes) {
            await attack(url, what, args, before.memory.rss)
        }
        await gone(url)
        const threads = readFileSync(`/proc/${server.pid}/status`, 'latin1')
        console.log(`At the end: ${/VmRSS:.*/.exec(threads)?.[0].replace(/\s+/g, ' ')}`)
    } finally {
        const over = once(server, 'exit')
        server.kill('SIGTERM')
        const [code] = (await over) as [number | null]
        rmSync(place, { recursive: true })
        assert.equal(code, 0, 'the server ends in order')
    }
}

/** What the server tells. */
interface Statistics {
    readonly connections: number
    readonly refused: number
    readonly failures: number
    readonly memory: { readonly rss: number }
    readonly codes: Readonly<Record<string, number>>
}

/** One attack, with somebody else who wants to be served all the time. */
async function attack(url: string, what: string, args: readonly string[], rss: number): Promise<void> {
    const common = ['-c', String(ATTACK), '-r', '100', '-l', seconds, '-p', '3']
    const attacker = spawn('slowhttptest', [...args, ...common, '-u', `${url}/large.bin`], { stdio: 'ignore' })
    let over = false
    const exit = once(attacker, 'exit').then(() => {
        over = true
    })
    let served = 0
    let slowest = 0
    let most = 0
    let memory = 0
    while (!over) {
        const begin = performance.now()
        const {
            connections,
            memory: { rss: present },
            failures,
        } = await ask(url)
        assert.equal(failures, 0)
        slowest = Math.max(slowest, performance.now() - begin)
        most = Math.max(most, connections)
        memory = Math.max(memory, present)
        served++
        await new Promise(resolve => setTimeout(resolve, 100))
    }
    await exit
    assert.ok(served > 10, `${what}: others are served`)
    assert.ok(most <= TAKEN + 2, `${what}: ${most} connections, wanted no more than ${TAKEN} of one address`)
    assert.ok(memory < rss + GROWTH, `${what}: ${memory} bytes, it was ${rss}`)
    console.log(
        `${what}: ${served} requests of another client, slowest ${Math.round(slowest)} ms; ${most} connections; rss ${Math.round(memory / MB)} MB`,
    )
}

/** Waits until nobody but the one who asks is connected. */
async function gone(url: string): Promise<void> {
    for (let i = 0; i < 300; i++) {
        const { connections } = await ask(url)
        if (connections <= 1) {
            return
        }
        await new Promise(resolve => setTimeout(resolve, 100))
    }
    assert.fail('connections are left')
}

/** Asks from another address than the attacker. */
function ask(url: string): Promise<Statistics> {
    return new Promise((resolve, reject) => {
        const asked = request(
            `${url}/statistics`,
            { localAddress: '127.0.0.2', agent: false, timeout: 10_000 },
            response => {
                let text = ''
                response.on('data', part => {
                    text += part
                })
                response.on('end', () => resolve(JSON.parse(text) as Statistics))
            },
        )
        asked.on('timeout', () => asked.destroy(new Error('no answer in 10 seconds')))
        asked.on('error', reject)
        asked.end()
    })
}

/** Waits until it listens, and gives its URL. What it says later is dropped. */
function listening(server: ChildProcess): Promise<string> {
    return new Promise((resolve, reject) => {
        let text = ''
        server.stderr!.setEncoding('utf8').on('data', (part: string) => {
            text += text.length < MB ? part : ''
            const match = /Listening (\S+)\n/.exec(text)
            if (match !== null) {
                resolve(match[1]!)
            }
        })
        server.on('exit', () => reject(new Error(`The server has ended: ${text}`)))
    })
}
