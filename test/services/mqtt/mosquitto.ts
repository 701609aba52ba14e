/*
    mosquitto.ts -- A real mosquitto, with listeners of each kind and files in a folder of the test.

        plain, tls, mutual, web, secureWeb, login      listeners of mosquitto
        alpn      a TLS server that looks at ALPN, before `plain`, as brokers on port 443 have it: mosquitto does not
*/

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { createServer as createTlsServer, type Server } from 'node:tls'
import { freePort } from '../../fiber/socket/free-port.js'
import { makePki, noOpenssl, type Pki } from '../../fiber/tls/pki.js'

/** Debian keeps it where only the administrator looks. */
const program = ['mosquitto', '/usr/sbin/mosquitto'].find(name => spawnSync(name, ['-h']).error === undefined)

/** Why tests that need it are skipped; false: they are not. */
export const noMosquitto: string | false = program === undefined ? 'mosquitto is not installed' : noOpenssl

/** Why tests that need mosquitto_pub and mosquitto_sub, too, are skipped; false: they are not. */
export const noMosquittoClients: string | false =
    spawnSync('mosquitto_sub', ['--help']).error === undefined ? noMosquitto : 'mosquitto_sub is not installed'

const LISTENERS = ['plain', 'tls', 'mutual', 'web', 'secureWeb', 'login'] as const

/** Another test may take a port between our look and the start of mosquitto. */
const ATTEMPTS = 5

/** One broker. */
export class Mosquitto {
    readonly pki: Pki = makePki()
    readonly ports: Record<(typeof LISTENERS)[number] | 'alpn', number> = {
        ...{ plain: 0, tls: 0, mutual: 0, web: 0, secureWeb: 0, login: 0, alpn: 0 },
    }
    /** What each client of the port `alpn` has agreed on. */
    readonly agreed: (string | false | null)[] = []
    #process: ChildProcess | null = null
    readonly #front: Server
    readonly #open = new Set<Socket>()

    private constructor() {
        const { pki } = this
        this.#front = createTlsServer(
            { key: pki.text('server.key'), cert: pki.text('server.crt'), ALPNProtocols: ['x-amzn-mqtt-ca', 'mqtt'] },
            socket => {
                this.agreed.push(socket.alpnProtocol)
                const back = connect(this.ports.plain, '127.0.0.1')
                for (const [one, other] of [
                    [socket, back],
                    [back, socket],
                ] as const) {
                    this.#open.add(one)
                    one.on('error', () => other.destroy())
                    one.on('close', () => this.#open.delete(one))
                }
                socket.pipe(back).pipe(socket)
            },
        )
        // A client that agrees on nothing.
        this.#front.on('tlsClientError', () => {})
    }

    /** Starts one. */
    static async start(): Promise<Mosquitto> {
        const broker = new Mosquitto()
        try {
            broker.#front.listen(0, '127.0.0.1')
            await once(broker.#front, 'listening')
            broker.ports.alpn = (broker.#front.address() as AddressInfo).port
            for (let left = ATTEMPTS; !(await broker.#try()); left--) {
                if (left === 0) {
                    throw new Error('Cannot start mosquitto: its ports are taken each time')
                }
            }
            return broker
        } catch (error) {
            await broker.stop()
            throw error
        }
    }

    /** Ends it. What it kept is lost. */
    async halt(): Promise<void> {
        const child = this.#process
        this.#process = null
        if (child !== null && child.exitCode === null) {
            const over = once(child, 'exit')
            child.kill('SIGTERM')
            await over
        }
    }

    /** Starts it again at the same ports. */
    async resume(): Promise<void> {
        await this.#launch()
    }

    /** Ends it, and removes its files. */
    async stop(): Promise<void> {
        await this.halt()
        for (const socket of this.#open) {
            socket.destroy()
        }
        this.#front.close()
        this.pki.remove()
    }

    async #try(): Promise<boolean> {
        for (const name of LISTENERS) {
            this.ports[name] = await freePort()
        }
        try {
            await this.#launch()
            return true
        } catch (error) {
            if (String(error).includes('Address already in use')) {
                return false
            }
            throw error
        }
    }

    /** It opens its listeners in the order of its file, so that with the last it is ready. */
    async #launch(): Promise<void> {
        const file = join(this.pki.folder, 'mosquitto.conf')
        writeFileSync(file, this.#config())
        const child = spawn(program!, ['-c', file], { stdio: ['ignore', 'ignore', 'pipe'] })
        this.#process = child
        let said = ''
        child.stderr.setEncoding('utf8').on('data', text => {
            said += text
        })
        while (!(await answers(this.ports.login))) {
            if (child.exitCode !== null || child.signalCode !== null) {
                throw new Error(`Cannot start mosquitto: ${said}`)
            }
        }
    }

    #config(): string {
        const { pki, ports } = this
        const secure = [
            `cafile ${pki.path('ca.crt')}`,
            `certfile ${pki.path('server.crt')}`,
            `keyfile ${pki.path('server.key')}`,
        ]
        const open = 'allow_anonymous true'
        const lines = [
            ...['per_listener_settings true', 'user root', 'persistence false', 'log_type error'],
            ...[`listener ${ports.plain} 127.0.0.1`, open],
            ...[`listener ${ports.tls} 127.0.0.1`, open, ...secure],
            ...[`listener ${ports.mutual} 127.0.0.1`, open, ...secure, 'require_certificate true'],
            ...[`listener ${ports.web} 127.0.0.1`, open, 'protocol websockets'],
            ...[`listener ${ports.secureWeb} 127.0.0.1`, open, ...secure, 'protocol websockets'],
            ...[`listener ${ports.login} 127.0.0.1`, 'allow_anonymous false'],
        ]
        return `${lines.join('\n')}\n`
    }
}

/** Whether somebody listens at a port. Asks no more than twenty times a second. */
async function answers(port: number): Promise<boolean> {
    const socket = connect(port, '127.0.0.1')
    try {
        await once(socket, 'connect')
        return true
    } catch {
        await new Promise(resolve => setTimeout(resolve, 50))
        return false
    } finally {
        socket.destroy()
    }
}
