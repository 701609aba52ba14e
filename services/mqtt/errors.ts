/*
    errors.ts -- The error catalogue of services/mqtt. Codes are stable; docs/reference/errors.md lists them.

    The text is what the original agent says (spec mqtt.md §4, §8, §11), which ported programs may compare; the number is what the C face
    returns. The message of an error tells more.
*/

import { CodedError } from '../../fiber/index.js'

// `R_ERR_*` of the C face, which this must not import
const R_ERR_BAD_ARGS = -6
const R_ERR_BAD_DATA = -7
const R_ERR_BAD_RESPONSE = -12
const R_ERR_BAD_STATE = -14
const R_ERR_BAD_VALUE = -17
const R_ERR_CANT_COMPLETE = -21
const R_ERR_CANT_CONNECT = -22
const R_ERR_CANT_WRITE = -30
const R_ERR_NETWORK = -33
const R_ERR_NOT_CONNECTED = -34
const R_ERR_TIMEOUT = -38
const R_ERR_TOO_MANY = -39
const R_ERR_WONT_FIT = -40

/** Code -> number, text; the comment is what it means. */
export const mqttErrors = {
    /** The answer of the broker to CONNECT has a value that the standard forbids */
    MQTT_BAD_CONNACK: row(R_ERR_BAD_VALUE, 'Bad conn ack value'),
    /** A packet has flags that the standard forbids */
    MQTT_BAD_FLAGS: row(R_ERR_BAD_STATE, 'Invalid flags'),
    /** The length at the head of a packet has more than four bytes */
    MQTT_BAD_HEADER: row(R_ERR_BAD_RESPONSE, 'Cannot unpack response header'),
    /** A packet has the packet id 0 */
    MQTT_BAD_ID: row(R_ERR_BAD_RESPONSE, 'Bad response'),
    /** The length of a packet is not one that its type can have */
    MQTT_BAD_LENGTH: row(R_ERR_BAD_RESPONSE, 'Bad received message length'),
    /** A packet came that a broker may not send, or not now, or its content is wrong */
    MQTT_BAD_RESPONSE: row(R_ERR_BAD_RESPONSE, 'Bad response'),
    /** The topic of a message does not fit into its packet, or is not one that a message can have */
    MQTT_BAD_TOPIC: row(R_ERR_BAD_RESPONSE, 'Topic size exceeds buffer'),
    /** A packet has a type that there is not */
    MQTT_BAD_TYPE: row(R_ERR_BAD_DATA, 'Invalid type in header'),
    /** The broker does not accept the client id */
    MQTT_CLIENT_ID: row(R_ERR_CANT_COMPLETE, 'Connection refused due to client ID'),
    /** The client was closed by this side */
    MQTT_CLOSED: row(R_ERR_NOT_CONNECTED, 'Client is closed'),
    /** The broker has ended the connection, and said why (MQTT 5) */
    MQTT_DISCONNECT: row(R_ERR_NOT_CONNECTED, 'Connection lost'),
    /** A message was dropped from the queue: it was too old, or newer or more important ones needed its place */
    MQTT_DROPPED: row(R_ERR_TOO_MANY, 'Message dropped'),
    /** All packet ids are in use */
    MQTT_IDS: row(R_ERR_CANT_COMPLETE, 'Cannot allocate unique MQTT message-id'),
    /** The connection broke before the broker had answered */
    MQTT_LOST: row(R_ERR_NOT_CONNECTED, 'Connection lost'),
    /** The connection to the broker cannot be made, or broke */
    MQTT_NETWORK: row(R_ERR_NETWORK, 'Cannot read from socket'),
    /** The broker does not accept user name, password or certificate */
    MQTT_NOT_AUTHORIZED: row(R_ERR_CANT_CONNECT, 'Connection refused'),
    /** There is no connection to the broker */
    MQTT_OFFLINE: row(R_ERR_NOT_CONNECTED, 'Not connected'),
    /** An option has a value that it cannot have */
    MQTT_OPTION: row(R_ERR_BAD_ARGS, 'Bad option'),
    /** More messages came than the handlers take, and the bound was reached */
    MQTT_OVERRUN: row(R_ERR_NETWORK, 'Too many messages'),
    /** MQTT.js is not installed, or cannot be read; no other attempt is made */
    MQTT_PACKAGE: row(R_ERR_CANT_COMPLETE, 'Cannot load the package mqtt'),
    /** The broker refused the message */
    MQTT_PUBLISH: row(R_ERR_CANT_COMPLETE, 'Publish failed'),
    /** The queue of outgoing messages has no room for another */
    MQTT_QUEUE_FULL: row(R_ERR_TOO_MANY, 'Queue is full'),
    /** The broker refused the connection */
    MQTT_REFUSED: row(R_ERR_CANT_CONNECT, 'Connection refused'),
    /** The broker did not answer a ping, or a message that was sent again, in time */
    MQTT_SILENT: row(R_ERR_NETWORK, 'Broker does not answer'),
    /** The files of the session cannot be read or written */
    MQTT_STORE: row(R_ERR_CANT_WRITE, 'Cannot store message'),
    /** The broker refused the subscription */
    MQTT_SUBSCRIBE: row(R_ERR_CANT_COMPLETE, 'Subscribe failed'),
    /** No answer came in time */
    MQTT_TIMEOUT: row(R_ERR_TIMEOUT, 'MQTT request timed out'),
    /** A message to be sent is longer than the limit */
    MQTT_TOO_BIG: row(R_ERR_WONT_FIT, 'Message too big'),
    /** A packet that comes is longer than the limit */
    MQTT_TOO_LONG: row(R_ERR_BAD_RESPONSE, 'Message length too big'),
    /** The topic or filter breaks the rules of the standard */
    MQTT_TOPIC: row(R_ERR_BAD_ARGS, 'Bad topic'),
} as const

/** A key of the catalogue. */
export type MqttErrorCode = keyof typeof mqttErrors

/** One row of the catalogue. */
export interface MqttErrorRow {
    /** What the C face returns, one of `R_ERR_*`. */
    readonly error: number
    /** The text of the original agent. */
    readonly message: string
}

/** The class of all errors of MQTT. `cause` is that of the socket, of TLS or of a file where there is one. */
export class MqttError extends CodedError<MqttErrorCode> {
    override name = 'MqttError'

    /** The text of the original agent. */
    readonly text: string

    /** `message` says which action failed, with which values; `text` is that of the catalogue if none is given. */
    constructor(code: MqttErrorCode, message: string, options: ErrorOptions & { readonly text?: string } = {}) {
        super(code, message, options)
        this.text = options.text ?? mqttErrors[code].message
    }

    /** Number of the C face. */
    get error(): number {
        return mqttErrors[this.code].error
    }
}

function row(error: number, message: string): MqttErrorRow {
    return Object.freeze({ error, message })
}
