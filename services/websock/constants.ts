/*
    constants.ts -- Numbers and texts of the protocol, under the names that the original agent gives them (spec websocket.md §1).
*/

/** Events that callbacks are told of. */
export const WS_EVENT_OPEN = 0
export const WS_EVENT_MESSAGE = 1
export const WS_EVENT_PARTIAL_MESSAGE = 2
export const WS_EVENT_ERROR = 3
export const WS_EVENT_CLOSE = 4

/** Kinds of frames (RFC 6455 §5.2), and the flag of a message of which more follows. */
export const WS_MSG_CONT = 0
export const WS_MSG_TEXT = 1
export const WS_MSG_BINARY = 2
export const WS_MSG_CONTROL = 8
export const WS_MSG_CLOSE = 8
export const WS_MSG_PING = 9
export const WS_MSG_PONG = 0xa
export const WS_MSG_MAX = 0xb
export const WS_MSG_MORE = 0x10
/** Another name of `WS_MSG_MORE`. */
export const WEB_MORE = 0x1000

/** States of a WebSocket. */
export const WS_STATE_CONNECTING = 0
export const WS_STATE_OPEN = 1
export const WS_STATE_CLOSING = 2
export const WS_STATE_CLOSED = 3

/** Roles. */
export const WS_SERVER = 0
export const WS_CLIENT = 1

/** Payload of a control frame, of a frame that is sent, of a message; bytes. */
export const WS_MAX_CONTROL = 125
export const WS_MAX_FRAME = 131072
export const WS_MAX_MESSAGE = 1048576

/** Version of the protocol (RFC 6455 §4.1). */
export const WS_VERSION = 13
/** What is put behind the client's key to make the server's answer (RFC 6455 §1.3). */
export const WS_MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** Status of a close frame (RFC 6455 §7.4.1, and the registry of IANA). */
export const WS_STATUS_OK = 1000
export const WS_STATUS_GOING_AWAY = 1001
export const WS_STATUS_PROTOCOL_ERROR = 1002
export const WS_STATUS_UNSUPPORTED_TYPE = 1003
export const WS_STATUS_FRAME_TOO_LARGE = 1004
export const WS_STATUS_NO_STATUS = 1005
export const WS_STATUS_COMMS_ERROR = 1006
export const WS_STATUS_INVALID_UTF8 = 1007
export const WS_STATUS_POLICY_VIOLATION = 1008
export const WS_STATUS_MESSAGE_TOO_LARGE = 1009
export const WS_STATUS_MISSING_EXTENSION = 1010
export const WS_STATUS_INTERNAL_ERROR = 1011
export const WS_STATUS_TLS_ERROR = 1015
export const WS_STATUS_MAX = 5000
