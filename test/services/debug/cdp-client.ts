/*
    cdp-client.ts -- A front end for tests: starts a program with the debugger, and talks to its endpoint.
*/

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { WebSocket } from 'ws'
import type { CallFrame, Message, Paused } from '../../../services/debug/cdp.js'
import { SPEAKER } from '../../../services/debug/speaker.js'

const source = new URL('../../../services/debug/register.js', import.meta.url).href

/** A pause as the endpoint tells it. */
export type Stop = Paused & { readonly fiber: number }

/** A running program with its debug endpoint. */
export interface Debuggee {
    readonly child: ChildProcess
    readonly url: string
    /** What it has written. */
    output(): string
}

/** Starts a program that waits for a debugger. */
export async function debuggee(
    program: string,
    {
        env = {},
        wait = true,
        node = process.execPath,
        options = ['--import', source],
        cwd = '.',
    }: { env?: NodeJS.ProcessEnv; wait?: boolean; node?: string; options?: readonly string[]; cwd?: string } = {},
): Promise<Debuggee> {
    const { NODE_OPTIONS: _, ...plain } = process.env
    const child = spawn(node, [...options, program], {
        cwd,
        env: { ...plain, IOTO_DEBUG_PORT: '0', IOTO_DEBUG_BREAK: wait ? '1' : '0', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const url = new Promise<string>((resolve, reject) => {
        createInterface(child.stderr!).on('line', line => {
            output += `${line}\n`
            const found = /listening on (\S+)/.exec(line)
            if (found !== null) {
                resolve(found[1]!)
            }
        })
        child.once('exit', code => reject(new Error(`the program ended (${code}): ${output}`)))
    })
    child.stdout!.setEncoding('utf8').on('data', text => {
        output += text
    })
    return { child, url: await url, output: () => output }
}

/** A connection to an endpoint. */
export class CdpClient {
    readonly #socket: WebSocket
    readonly #answers = new Map<number, (message: Message) => void>()
    readonly #stops: Stop[] = []
    #waiter: ((stop: Stop) => void) | null = null
    #last = 0
    /** How many of each event have come. */
    readonly counts: Record<string, number> = {}
    /** What the endpoint has said. */
    readonly said: string[] = []
    /** URLs of scripts. */
    readonly urls = new Map<string, string>()

    private constructor(socket: WebSocket) {
        this.#socket = socket
        socket.on('message', data => this.#receive(JSON.parse(data.toString())))
    }

    static async connect(url: string): Promise<CdpClient> {
        const socket = new WebSocket(url)
        await once(socket, 'open')
        return new CdpClient(socket)
    }

    async send<T = Record<string, unknown>>(method: string, params: Record<string, unknown> = {}): Promise<T> {
        const id = ++this.#last
        const answer = new Promise<Message>(resolve => this.#answers.set(id, resolve))
        this.#socket.send(JSON.stringify({ id, method, params }))
        const { result, error } = await answer
        if (error !== undefined) {
            throw new Error(`${method}: ${JSON.stringify(error)}`)
        }
        return result as T
    }

    /** The next pause, or the one that nobody has asked for yet. */
    stop(): Promise<Stop> {
        const stop = this.#stops.shift()
        return stop !== undefined
            ? Promise.resolve(stop)
            : new Promise(resolve => {
                  this.#waiter = resolve
              })
    }

    async step(kind: 'Over' | 'Into' | 'Out'): Promise<Stop> {
        await this.send(`Debugger.step${kind}`)
        return this.stop()
    }

    /** Begins the program and gives its first pause. */
    async begin(): Promise<Stop> {
        await this.send('Runtime.enable')
        await this.send('Debugger.enable')
        await this.send('Runtime.runIfWaitingForDebugger')
        return this.stop()
    }

    async evaluate<T>(frame: CallFrame, expression: string): Promise<T> {
        const { result } = await this.send<{ result: { value: T } }>('Debugger.evaluateOnCallFrame', {
            callFrameId: frame.callFrameId,
            expression,
            returnByValue: true,
        })
        return result.value
    }

    async close(): Promise<void> {
        const closed = once(this.#socket, 'close')
        this.#socket.close()
        await closed
    }

    /** As when the front end crashes. */
    kill(): void {
        this.#socket.terminate()
    }

    #receive(message: Message): void {
        if (message.id !== undefined) {
            this.#answers.get(message.id)?.(message)
            this.#answers.delete(message.id)
            return
        }
        const method = message.method!
        this.counts[method] = (this.counts[method] ?? 0) + 1
        if (method === 'Debugger.scriptParsed') {
            const { scriptId, url } = message.params as { scriptId: string; url: string }
            this.urls.set(scriptId, url)
        }
        if (method === 'Runtime.consoleAPICalled' && message.params!.context === SPEAKER) {
            this.said.push((message.params!.args as { value: string }[])[0]!.value)
        }
        if (method === 'Debugger.paused') {
            const stop = message.params as unknown as Stop
            const waiter = this.#waiter
            this.#waiter = null
            if (waiter === null) {
                this.#stops.push(stop)
            } else {
                waiter(stop)
            }
        }
    }
}

/** Whether the fibers of a program go on: it says the steps that were made. */
export async function goesOn(url: string): Promise<boolean> {
    const client = await CdpClient.connect(url)
    const count = async () => {
        const { result } = await client.send<{ result: { value: number } }>('Runtime.evaluate', {
            expression: '__walked()',
            returnByValue: true,
        })
        return result.value
    }
    const first = await count()
    while ((await count()) === first) {
        // Until it has made a step; a program that stands never does, and the test runs out of time.
    }
    await client.close()
    return true
}
