/*
    why.ts -- One sentence that says why a client is offline, for people who stand before a device that does not answer.
*/

import { clockProblem, SocketError, TlsError } from '../../fiber/index.js'
import { WebSocketError } from '../websock/index.js'
import { MqttError } from './errors.js'

/** A connection that the broker ends without a word in so many milliseconds was not wanted. */
const KICKED = 5000

/** What is known of the end of a connection, or of an attempt. */
export interface End {
    readonly error: Error
    /** Milliseconds that it lasted after the broker had accepted it; null: it had not. */
    readonly lasted: number | null
    readonly clientId: string
    /** Wall clock. */
    readonly time: number
}

/** The reason in words, without a full stop. */
export function explain({ error, lasted, clientId, time }: End): string {
    const cause = error instanceof MqttError && error.cause instanceof Error ? error.cause : error
    if (cause instanceof TlsError) {
        return `${cause.message}${clockHint(cause, time)}`
    }
    if (error instanceof MqttError && error.code === 'MQTT_NOT_AUTHORIZED') {
        return `${error.message}: check user, password, certificate and the rights of client ${JSON.stringify(clientId)}`
    }
    // Where it had not read all, the system tells of its end in another way.
    const isEnd = error instanceof MqttError && error.code === 'MQTT_LOST'
    const isReset = cause instanceof SocketError && cause.code === 'SOCKET_RESET'
    if ((isEnd || isReset) && lasted !== null && lasted < KICKED) {
        return `The broker ended the connection ${Math.round(lasted)} ms after it had accepted it, as brokers do when another client uses the same id (${JSON.stringify(clientId)}), or when it may not do what it did`
    }
    return cause instanceof SocketError || cause instanceof WebSocketError ? cause.message : error.message
}

/** Certificates have dates, and devices often have no clock of their own. Of one that is not valid yet the sentence says it already. */
function clockHint({ code }: TlsError, time: number): string {
    return code === 'TLS_EXPIRED' && clockProblem(time) !== null
        ? ` (the clock of this machine says ${new Date(time).toISOString()}, which may be wrong)`
        : ''
}

/** How a client stands. */
export interface LinkView {
    readonly state: 'connecting' | 'online' | 'offline' | 'closed'
    readonly target: string
    /** Wall clock, since when it is online, or not. */
    readonly since: number
    /** Reason of the latest failure; null: there was none. */
    readonly reason: string | null
    /** Attempts since it was last online. */
    readonly attempts: number
    /** Milliseconds to the next attempt. */
    readonly next: number
}

/** The sentence. */
export function sentence({ state, target, since, reason, attempts, next }: LinkView): string {
    const time = new Date(since).toISOString()
    const why = reason === null ? '' : `: ${reason}`
    switch (state) {
        case 'online':
            return `Connected to ${target} since ${time}`
        case 'connecting':
            return `Connecting to ${target}, attempt ${attempts}${why}`
        case 'offline':
            return `Offline since ${time}${why}; attempt ${attempts + 1} to connect to ${target} in ${(next / 1000).toFixed(1)} s`
        case 'closed':
            return `Closed since ${time}${why}`
    }
}
