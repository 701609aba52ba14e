/*
    errors.ts -- The error catalogue of services/websock. Codes are stable; docs/reference/errors.md lists them.

    The texts are those of the original agent where it has some (spec websocket.md §5, §6). The number is what `ws.error` has
    afterwards: the status that the peer is told in a close frame, or a negative code of the C face.
*/

import { CodedError } from '../../fiber/index.js'

const PROTOCOL = 1002
const DATA = 1007
const TOO_BIG = -40
const BAD_STATE = -14
const NONE = 0

/** Code -> number, text; the comment is what it means. */
export const webSocketErrors = {
    /** A close frame has a status that may not be sent */
    WEBSOCKET_BAD_CLOSE: row(PROTOCOL, 'Bad close status'),
    /** Another fiber receives on the same WebSocket */
    WEBSOCKET_BUSY: row(NONE, 'Cannot receive'),
    /** The WebSocket is closed, or a close frame was sent */
    WEBSOCKET_CLOSED: row(BAD_STATE, 'Cannot send'),
    /** A ping, pong or close frame has more than 125 bytes */
    WEBSOCKET_CONTROL_TOO_BIG: row(PROTOCOL, 'Protocol error, control frame too big'),
    /** A compressed message is damaged */
    WEBSOCKET_DEFLATE: row(DATA, 'Cannot inflate message'),
    /** A ping, pong or close frame is not marked as the last of its message */
    WEBSOCKET_FRAGMENTED_CONTROL: row(PROTOCOL, 'Protocol error, fragmented control frame'),
    /** A frame announces a length that no frame can have */
    WEBSOCKET_FRAME_LENGTH: row(PROTOCOL, 'Protocol error, frame length too big'),
    /** The answer of the server to the handshake is not that of a WebSocket server */
    WEBSOCKET_HANDSHAKE: row(NONE, 'Cannot open WebSocket'),
    /** A message begins before the one under way has ended */
    WEBSOCKET_IN_MESSAGE: row(PROTOCOL, 'Protocol error, data frame received but expected a continuation frame'),
    /** The connection ended without a close frame */
    WEBSOCKET_LOST: row(PROTOCOL, 'Cannot read from socket'),
    /** A client sent a frame without mask, or a server one with a mask */
    WEBSOCKET_MASK: row(PROTOCOL, 'Protocol error, bad frame mask'),
    /** The WebSocket was used in a way that it cannot work */
    WEBSOCKET_MISUSE: row(BAD_STATE, 'Cannot do this now'),
    /** A frame continues a message, and there is none */
    WEBSOCKET_NO_MESSAGE: row(PROTOCOL, 'Protocol error, continuation frame but not prior message'),
    /** A close frame has one byte, which is half a status */
    WEBSOCKET_NO_STATUS: row(PROTOCOL, 'Missing close status'),
    /** A frame is of a kind that there is not */
    WEBSOCKET_OPCODE: row(PROTOCOL, 'Protocol error, bad frame opcode'),
    /** A message that is to be sent has more bytes than its limit */
    WEBSOCKET_OUT_TOO_BIG: row(TOO_BIG, 'Outgoing message is too large'),
    /** The server answered the handshake with another status than 101 */
    WEBSOCKET_REFUSED: row(NONE, 'Bad WebSocket handshake status'),
    /** A frame has a bit set that no extension in use has */
    WEBSOCKET_RESERVED: row(PROTOCOL, 'Protocol error, bad reserved field'),
    /** The peer was silent for too long, or did not answer a ping or a close frame */
    WEBSOCKET_TIMEOUT: row(PROTOCOL, 'Timeout waiting for WebSocket data'),
    /** A message that is received has more bytes than its limit */
    WEBSOCKET_TOO_BIG: row(PROTOCOL, 'Protocol error, message too big'),
    /** A kind of message was to be sent that there is not */
    WEBSOCKET_TYPE: row(PROTOCOL, 'Bad message type'),
    /** The address is not that of a WebSocket */
    WEBSOCKET_URL: row(NONE, 'Cannot open WebSocket'),
    /** A text message, or the reason of a close frame, is not UTF-8 */
    WEBSOCKET_UTF8: row(DATA, 'Text packet has invalid UTF8'),
    /** The connection broke while a message was sent */
    WEBSOCKET_WRITE: row(PROTOCOL, 'Cannot write to socket'),
} as const

/** A key of the catalogue. */
export type WebSocketErrorCode = keyof typeof webSocketErrors

/** One row of the catalogue. */
export interface WebSocketErrorRow {
    /** What `ws.error` has afterwards: the status that the peer is told, or a code of the C face; 0: the WebSocket goes on. */
    readonly error: number
    /** The text of the error. */
    readonly message: string
}

/** The class of all errors of WebSockets. */
export class WebSocketError extends CodedError<WebSocketErrorCode> {
    override name = 'WebSocketError'

    /** `message` says which action failed, with which values. Default: the text of the catalogue. */
    constructor(code: WebSocketErrorCode, message: string = webSocketErrors[code].message, options?: ErrorOptions) {
        super(code, message, options)
    }
}

function row(error: number, message: string): WebSocketErrorRow {
    return Object.freeze({ error, message })
}
