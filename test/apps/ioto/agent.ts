/*
    agent.ts -- The command `ioto` as a child process, and requests to it.
*/

import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import type { AgentStatistics } from '../../../services/agent/index.js'
import { Child } from '../../fiber/process/child.js'

/** The program as it is installed; where coverage is measured its modules one by one, which have names to be told by. */
const program = process.env['TAP_DISABLE_COVERAGE'] === '0' ? 'apps/ioto/main.js' : 'lib/ioto.js'
export const main = fileURLToPath(new URL(`../../../${program}`, import.meta.url))

/** A state directory that is removed with the test. */
export function stateDirectory(t: Test): string {
    const directory = mkdtempSync(join(tmpdir(), 'ioto-'))
    t.teardown(() => rmSync(directory, { recursive: true, force: true }))
    return directory
}

/** Runs the command; it is ended with the test. An agent has a state directory of its own. */
export function ioto(t: Test, ...args: string[]): Child {
    const isAgent = args.length === 0 || args[0] === '--config' || args[0] === '--listen'
    const child = new Child([main, ...(isAgent ? ['--state', stateDirectory(t)] : []), ...args])
    t.teardown(() => child.destroy())
    return child
}

/** Configuration files, and a site. */
export interface Files {
    readonly ioto?: string
    readonly web?: string
    readonly site?: Record<string, string>
}

/** Writes a configuration for any free port, unless told otherwise, and gives its directory. */
export function configure(t: Test, { ioto, web, site }: Files = {}): string {
    return t.testdir({
        'ioto.json5': ioto ?? "{ log: { types: 'error' } }",
        'web.json5':
            web ?? `{ listen: ['http://127.0.0.1:0'] ${site === undefined ? '' : ", documents: '@config/site'"} }`,
        ...(site === undefined ? {} : { site }),
    })
}

/** Waits until the agent serves, and gives its (first) URL. */
export async function urlOf(agent: Child): Promise<string> {
    const [, url] = await agent.says(/serves (http:\S+)[\s\S]*Press Ctrl-C/)
    return url!
}

/** What the agent says that it is doing. */
export async function statusOf(url: string): Promise<AgentStatistics> {
    return (await (await fetch(`${url}/api/status`)).json()) as AgentStatistics
}

/** Waits until so many requests are under way, beside the one that asks. */
export async function waitActive(url: string, count: number): Promise<void> {
    while ((await statusOf(url)).web!.active < count + 1) {}
}

/** A connection to the agent, byte by byte. */
export class Client {
    readonly socket: Socket
    received = ''
    readonly ended: Promise<string>

    constructor(url: string) {
        const { hostname, port } = new URL(url)
        this.socket = connect(Number(port), hostname)
        this.socket.setEncoding('latin1').on('data', (text: string) => {
            this.received += text
        })
        // A connection that is cut is at its end, too.
        this.socket.on('error', () => {})
        this.ended = once(this.socket, 'close').then(() => this.received)
    }

    send(text: string): void {
        this.socket.write(text)
    }
}

/** The first half of a request that takes as long as the client likes, and what makes it whole. */
export const slowRequest = [
    'POST /api/status HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nab',
    'cd',
] as const
