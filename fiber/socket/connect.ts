/*
    connect.ts -- Client connections.

    A name may have several addresses, some of which may not work (IPv6 that leads nowhere is the classic). They are tried as in
    RFC 8305 ("Happy Eyeballs"): families in turn, the next attempt 250 ms after the one before or as soon as that fails; the
    first connection wins and the other attempts are given up.
*/

import { Channel, deadline, type Fiber, scope, select, sleep, TimeoutError } from '../core/index.js'
import { formatAddress } from './addresses.js'
import { SocketError } from './errors.js'
import type { HostAddress, Network } from './network.js'
import { nodeNetwork } from './node-network.js'
import { Socket, type SocketOptions } from './socket.js'
import type { TlsConnector } from './tls-layer.js'
import type { Wire } from './wire.js'

/** Milliseconds between attempts ("Connection Attempt Delay", RFC 8305 §5). */
const stagger = 250

/** A name with more addresses than this is tried at the first ones only. */
const mostAddresses = 32

/** Where to connect, and how. */
export interface ConnectOptions extends SocketOptions {
    /** A name or a numeric IPv4 or IPv6 address. */
    readonly host: string
    /** 1 to 65535. */
    readonly port: number
    /** Milliseconds for all of it: finding the address, connecting, the TLS handshake. Default 30,000. */
    readonly deadline?: number
    /** Makes the connection secure. */
    readonly tls?: TlsConnector
    /** Sends small pieces at once. Default true. */
    readonly noDelay?: boolean
    /**
     * Puts the addresses of the name into the order in which they are tried; an attempt begins 250 ms after the one before, or
     * when that fails. Default: families in turn, beginning with the one that the system prefers.
     */
    readonly order?: (addresses: readonly HostAddress[]) => readonly HostAddress[]
    /** Default: the real one. */
    readonly network?: Network
}

/**
 * Connects to a server. Throws `SOCKET_NOT_FOUND` (no such name), `SOCKET_TIMEOUT`, the failure of the attempt (such as
 * `SOCKET_REFUSED`) when there was one, of several the first's code with all of them as an `AggregateError` in `cause`, and
 * what the TLS provider throws.
 */
export function* connect(options: ConnectOptions): Fiber<Socket> {
    const { host, port, deadline: ms = 30_000, noDelay = true } = options
    if (!Number.isInteger(port) || port < 1 || port > 65535) {
        throw new SocketError('SOCKET_ADDRESS', `Cannot connect to ${host}: port ${port}, wanted 1 to 65535`)
    }
    const attempts: string[] = []
    let wire: Wire
    try {
        wire = yield* deadline(ms, reach(options, attempts))
    } catch (error) {
        if (error instanceof TimeoutError) {
            const tried = attempts.length === 0 ? '' : `, tried ${attempts.join(', ')}`
            const message = `Cannot connect to ${formatAddress(host, port)}: deadline of ${ms} ms passed${tried}`
            throw new SocketError('SOCKET_TIMEOUT', message, { cause: error })
        }
        throw error
    }
    if (noDelay) {
        wire.setNoDelay(true)
    }
    return new Socket(wire, options)
}

function* reach(options: ConnectOptions, attempts: string[]): Fiber<Wire> {
    const { host, tls, order = interleave, network = nodeNetwork } = options
    const addresses = order((yield* network.resolve(host)).slice(0, mostAddresses))
    const wire =
        addresses.length === 1
            ? yield* alone(options, addresses[0]!, attempts)
            : yield* first(options, addresses, attempts)
    return tls === undefined ? wire : yield* tls.connect(wire, host)
}

function* alone(options: ConnectOptions, to: HostAddress, attempts: string[]): Fiber<Wire> {
    const { port, tls, network = nodeNetwork } = options
    attempts.push(formatAddress(to.address, port))
    return yield* network.dial(to, port, tls !== undefined)
}

/** The outcome of an attempt. */
type Attempt = { readonly wire: Wire; readonly error: null } | { readonly wire: null; readonly error: SocketError }

/** Tries several addresses, and gives the first wire. */
function* first(options: ConnectOptions, addresses: readonly HostAddress[], attempts: string[]): Fiber<Wire> {
    const outcomes = new Channel<Attempt>(addresses.length, 'connect')
    const errors: SocketError[] = []
    let winner = null as Wire | null
    let complete = false
    try {
        yield* scope(function* (s) {
            for (let next = 0; errors.length < addresses.length; ) {
                if (next < addresses.length) {
                    s.spawn(attempt, options, addresses[next++]!, attempts, outcomes)
                }
                const outcome = yield* arrival(outcomes, next < addresses.length)
                if (outcome?.wire) {
                    // Noted out here before the scope ends, for this fiber may be cancelled meanwhile.
                    winner = outcome.wire
                    break
                }
                if (outcome) {
                    errors.push(outcome.error)
                }
            }
            s.cancel('another address answered')
        })
        complete = true
    } finally {
        if (!complete) {
            winner?.destroy(true)
        }
        // A second one may have come in at the same moment.
        for (let late = outcomes.receiveNow(); late !== undefined; late = outcomes.receiveNow()) {
            late.wire?.destroy(true)
        }
    }
    if (winner === null) {
        throw noneAnswered(formatAddress(options.host, options.port), errors)
    }
    return winner
}

/** The next outcome; undefined: it is time for another attempt. */
function* arrival(outcomes: Channel<Attempt>, more: boolean): Fiber<Attempt | undefined> {
    if (!more) {
        return yield* outcomes.receive()
    }
    const found = yield* select({ outcome: outcomes.receive(), pause: sleep(stagger) })
    return found.key === 'outcome' ? found.value : undefined
}

function* attempt(
    options: ConnectOptions,
    to: HostAddress,
    attempts: string[],
    outcomes: Channel<Attempt>,
): Fiber<void> {
    let outcome: Attempt
    try {
        outcome = { wire: yield* alone(options, to, attempts), error: null }
    } catch (error) {
        if (!(error instanceof SocketError)) {
            throw error
        }
        outcome = { wire: null, error }
    }
    outcomes.sendNow(outcome)
}

/** The code is that of the first failure, the message has all. */
function noneAnswered(target: string, errors: readonly SocketError[]): SocketError {
    const parts = errors.map(({ message }) => message.replace(/^Cannot connect to /, ''))
    const message = `Cannot connect to ${target}, tried ${errors.length} addresses: ${parts.join('; ')}`
    return new SocketError(errors[0]?.code ?? 'SOCKET_NOT_FOUND', message, { cause: new AggregateError(errors) })
}

/** Takes families in turn, beginning with that of the first address (RFC 8305 §4). */
export function interleave(addresses: readonly HostAddress[]): HostAddress[] {
    const first = addresses[0]?.family
    const same = addresses.filter(({ family }) => family === first)
    const other = addresses.filter(({ family }) => family !== first)
    const result: HostAddress[] = []
    for (let i = 0; i < Math.max(same.length, other.length); i++) {
        result.push(...same.slice(i, i + 1), ...other.slice(i, i + 1))
    }
    return result
}
