/*
    compression.ts -- What two peers agree on about permessage-deflate (RFC 7692 §7).

    A window of 256 bytes can be agreed on, but zlib makes no such streams without a header: who has to use one sends its messages
    as they are, which is always permitted.
*/

import { type Extension, parseExtensions } from './extensions.js'

/** How messages are compressed. */
export interface CompressionOptions {
    /**
     * Messages refer to what was in earlier ones: they get shorter, but each connection keeps up to 64 KB for that. Default false;
     * the peer is asked not to do it either.
     */
    readonly contextTakeover?: boolean
    /** Power of two of the bytes to which a message refers back, 9 to 15. Default 15. */
    readonly windowBits?: number
    /** Effort, 1 to 9. Default 6. */
    readonly level?: number
    /** Messages with fewer bytes are sent as they are. Default 1024. */
    readonly threshold?: number
}

/** What was agreed on. */
export interface Compression {
    /** Power of two of the own window; 0: the own messages are not compressed. */
    readonly windowBits: number
    /** The own messages may refer to earlier ones. */
    readonly ownContext: boolean
    /** Those of the peer may. */
    readonly peerContext: boolean
    readonly level: number
    readonly threshold: number
}

const NAME = 'permessage-deflate'
const LEAST_BITS = 9
const MOST_BITS = 15

const DIRECTIONS = ['server', 'client'] as const

/** The parameters of an offer or an answer; bits 0: there is no such parameter. */
interface Parameters {
    readonly serverBits: number
    readonly clientBits: number
    readonly serverFresh: boolean
    readonly clientFresh: boolean
}

/** The options, complete. */
type Wish = Required<CompressionOptions>

/** Completes options; true stands for the defaults. Null: no compression. Throws a RangeError for values that are out of range. */
export function compressionWish(options: CompressionOptions | boolean | undefined): Wish | null {
    if (options === undefined || options === false) {
        return null
    }
    const given = options === true ? {} : options
    const { contextTakeover = false, windowBits = MOST_BITS, level = 6, threshold = 1024 } = given
    check('windowBits', windowBits, LEAST_BITS, MOST_BITS)
    check('level', level, 1, 9)
    check('threshold', threshold, 0, Number.MAX_SAFE_INTEGER)
    return { contextTakeover, windowBits, level, threshold }
}

/** What a client offers (RFC 7692 §7.1). */
export function offerText(wish: Wish): string {
    const fresh = wish.contextTakeover ? '' : '; server_no_context_takeover; client_no_context_takeover'
    const bits = wish.windowBits === MOST_BITS ? '' : `=${wish.windowBits}`
    return `${NAME}; client_max_window_bits${bits}${fresh}`
}

/** The server's choice among what a client offers: the first offer that it can keep. Null: none. Malformed: undefined. */
export function chooseOffer(
    header: string,
    wish: Wish,
): { readonly answer: string; readonly compression: Compression } | null | undefined {
    const offers = parseExtensions(header)
    if (offers === null) {
        return undefined
    }
    for (const offer of offers) {
        const parameters = readParameters(offer, true)
        if (parameters !== null) {
            return accept(parameters, wish)
        }
    }
    return null
}

function accept(offer: Parameters, wish: Wish): { readonly answer: string; readonly compression: Compression } {
    const ownContext = wish.contextTakeover && !offer.serverFresh
    const peerContext = wish.contextTakeover && !offer.clientFresh
    const bits = offer.serverBits === 0 ? wish.windowBits : Math.min(offer.serverBits, wish.windowBits)
    const words = [NAME]
    if (!ownContext) {
        words.push('server_no_context_takeover')
    }
    if (!peerContext) {
        // RFC 7692 §7.1.1.2: a server may ask for it whether or not the client has offered it.
        words.push('client_no_context_takeover')
    }
    if (offer.serverBits !== 0 || bits < MOST_BITS) {
        words.push(`server_max_window_bits=${bits}`)
    }
    return { answer: words.join('; '), compression: agreement(bits, ownContext, peerContext, wish) }
}

/** What a server has answered to `offerText`. Null: it wants no compression. Undefined: it may not answer this. */
export function readAnswer(header: string | undefined, wish: Wish | null): Compression | null | undefined {
    if (header === undefined) {
        return null
    }
    const [extension, ...others] = parseExtensions(header) ?? []
    if (wish === null || extension === undefined || others.length > 0) {
        // RFC 6455 §4.1: an extension that was not asked for.
        return undefined
    }
    const answer = readParameters(extension, false)
    if (answer === null) {
        return undefined
    }
    const bits = answer.clientBits === 0 ? wish.windowBits : Math.min(answer.clientBits, wish.windowBits)
    return agreement(bits, wish.contextTakeover && !answer.clientFresh, !answer.serverFresh, wish)
}

function agreement(bits: number, ownContext: boolean, peerContext: boolean, { level, threshold }: Wish): Compression {
    return { windowBits: bits < LEAST_BITS ? 0 : bits, ownContext, peerContext, level, threshold }
}

/** Null: another extension, or a parameter that is not known or has a wrong value (RFC 7692 §7.1). */
function readParameters({ name, parameters }: Extension, isOffer: boolean): Parameters | null {
    if (name !== NAME) {
        return null
    }
    const bits = { server: 0, client: 0 }
    const fresh = { server: false, client: false }
    for (const [key, value] of parameters) {
        const side = DIRECTIONS.find(direction => key.startsWith(`${direction}_`))
        if (side === undefined) {
            return null
        }
        if (key === `${side}_no_context_takeover` && value === true) {
            fresh[side] = true
        } else if (key === `${side}_max_window_bits` && value !== true && /^(?:[89]|1[0-5])$/.test(value)) {
            bits[side] = Number(value)
        } else if (key !== 'client_max_window_bits' || value !== true || !isOffer) {
            return null
        }
    }
    return {
        ...{ serverBits: bits.server, clientBits: bits.client, serverFresh: fresh.server, clientFresh: fresh.client },
    }
}

function check(name: string, value: number, least: number, most: number): void {
    if (!Number.isInteger(value) || value < least || value > most) {
        throw new RangeError(`Cannot compress messages: ${name} is ${value}, wanted ${least} to ${most}`)
    }
}
