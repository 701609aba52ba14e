/*
    dap-client.ts -- An editor for tests: messages of the Debug Adapter Protocol, as @vscode/debugprotocol has them.
*/

import { once } from 'node:events'
import { connect } from 'node:net'
import { PassThrough, type Readable, type Writable } from 'node:stream'
import type { DebugProtocol } from '@vscode/debugprotocol'
import { DapServer } from '../../../services/debug/dap/index.js'
import { Wire } from '../../../services/debug/dap/wire.js'

/** What starts a program that is launched. */
export const module = new URL('fixtures/launched.js', import.meta.url)

type Stopped = DebugProtocol.StoppedEvent['body']

/** An editor. */
export class DapClient {
    readonly #wire: Wire
    readonly #answers = new Map<number, (response: DebugProtocol.Response) => void>()
    readonly #events: DebugProtocol.Event[] = []
    #last = 0
    #arrived: () => void = () => {}
    /** When the server has gone. */
    readonly ended: Promise<void>
    /** What the program has written. */
    output = ''
    /** How many of each event have come. */
    readonly counts: Record<string, number> = {}

    readonly #output: Writable

    constructor(input: Readable, output: Writable) {
        this.#output = output
        this.#wire = new Wire(input, output, message => this.#receive(message as DebugProtocol.ProtocolMessage))
        this.ended = this.#wire.closed
    }

    /** One with a server of its own. */
    static alone(): DapClient {
        const [up, down] = [new PassThrough(), new PassThrough()]
        const server = new DapServer(up, down, { module })
        void server.ended.then(() => down.end())
        return new DapClient(down, up)
    }

    static async connect(port: number): Promise<DapClient> {
        const socket = connect(port, '127.0.0.1')
        await once(socket, 'connect')
        return new DapClient(socket, socket)
    }

    /** As when the editor crashes. */
    crash(): void {
        this.#output.destroy()
    }

    /** Makes a request; gives the body of the response. Throws what the server says. */
    async request<T = Record<string, unknown>>(command: string, args: object = {}): Promise<T> {
        const seq = ++this.#last
        const answer = new Promise<DebugProtocol.Response>(resolve => this.#answers.set(seq, resolve))
        this.#wire.send({ seq, type: 'request', command, arguments: args })
        const { success, body, message } = await answer
        if (!success) {
            throw new Error(`${command}: ${message}`)
        }
        return body as T
    }

    /** The next event of a kind; those before it stay. */
    async event<T>(name: string): Promise<T> {
        for (;;) {
            const at = this.#events.findIndex(({ event }) => event === name)
            if (at >= 0) {
                return this.#events.splice(at, 1)[0]!.body as T
            }
            await new Promise<void>(resolve => {
                this.#arrived = resolve
            })
        }
    }

    stop(): Promise<Stopped> {
        return this.event<Stopped>('stopped')
    }

    /** Launches a program, up to where breakpoints are set. */
    async launch(args: object): Promise<void> {
        await this.request('initialize', { adapterID: 'fibers', clientID: 'test' })
        await this.request('launch', args)
        await this.event('initialized')
    }

    async stack(threadId: number): Promise<DebugProtocol.StackFrame[]> {
        const { stackFrames } = await this.request<DebugProtocol.StackTraceResponse['body']>('stackTrace', { threadId })
        return stackFrames
    }

    /** The variables in the scopes of a call, the innermost of each name. */
    async locals(frameId: number): Promise<Record<string, string>> {
        const { scopes } = await this.request<DebugProtocol.ScopesResponse['body']>('scopes', { frameId })
        const found: Record<string, string> = {}
        for (const { name, variablesReference } of scopes) {
            if (name === 'Local' || name === 'Block') {
                const { variables } = await this.request<DebugProtocol.VariablesResponse['body']>('variables', {
                    variablesReference,
                })
                for (const { name, value } of variables) {
                    found[name] ??= value
                }
            }
        }
        return found
    }

    #receive(message: DebugProtocol.ProtocolMessage): void {
        if (message.type === 'response') {
            const response = message as DebugProtocol.Response
            this.#answers.get(response.request_seq)?.(response)
            return
        }
        const event = message as DebugProtocol.Event
        this.counts[event.event] = (this.counts[event.event] ?? 0) + 1
        if (event.event === 'output') {
            this.output += event.body.output
        }
        this.#events.push(event)
        this.#arrived()
    }
}
