/*
    constants.ts -- Numbers of the MQTT client, under the names that C code uses. Source: spec mqtt.md §1.
*/

/** Packet types. */
export const MQTT_PACKET_CONNECT = 1
export const MQTT_PACKET_CONN_ACK = 2
export const MQTT_PACKET_PUBLISH = 3
export const MQTT_PACKET_PUB_ACK = 4
export const MQTT_PACKET_PUB_REC = 5
export const MQTT_PACKET_PUB_REL = 6
export const MQTT_PACKET_PUB_COMP = 7
export const MQTT_PACKET_SUB = 8
export const MQTT_PACKET_SUB_ACK = 9
export const MQTT_PACKET_UNSUB = 10
export const MQTT_PACKET_UNSUB_ACK = 11
export const MQTT_PACKET_PING = 12
export const MQTT_PACKET_PING_ACK = 13
export const MQTT_PACKET_DISCONNECT = 14

/** The call does not wait. */
export const MQTT_WAIT_NONE = 0
/** The call returns when the packet has been written. */
export const MQTT_WAIT_SENT = 1
/** The call returns when the acknowledgement has come. */
export const MQTT_WAIT_ACK = 2
/** The callback of a subscription runs on the fiber that receives; it must not suspend. */
export const MQTT_WAIT_FAST = 4

/** A socket is wanted: the event procedure should connect. */
export const MQTT_EVENT_ATTACH = 1
/** The broker has accepted the connection. */
export const MQTT_EVENT_CONNECTED = 2
/** The connection is over. */
export const MQTT_EVENT_DISCONNECT = 3
/** Nothing was sent or received for the idle timeout. */
export const MQTT_EVENT_TIMEOUT = 4

/** States of a message. */
export const MQTT_UNSENT = 1
export const MQTT_AWAITING_ACK = 2
export const MQTT_COMPLETE = 3

/** Flags of a CONNECT packet. */
export const MQTT_CONNECT_RESERVED = 1
export const MQTT_CONNECT_CLEAN_SESSION = 2
export const MQTT_CONNECT_WILL_FLAG = 4
export const MQTT_CONNECT_WILL_QOS_0 = 0
export const MQTT_CONNECT_WILL_QOS_1 = 8
export const MQTT_CONNECT_WILL_QOS_2 = 16
export const MQTT_CONNECT_WILL_RETAIN = 32
export const MQTT_CONNECT_PASSWORD = 64
export const MQTT_CONNECT_USER_NAME = 128

/** Flags of a PUBLISH packet. */
export const MQTT_RETAIN = 1
export const MQTT_QOS_FLAGS_0 = 0
export const MQTT_QOS_FLAGS_1 = 2
export const MQTT_QOS_FLAGS_2 = 4
export const MQTT_QOS_FLAGS_MASK = 6
export const MQTT_DUP = 8

/** What a broker says to a CONNECT. */
export const MQTT_CONNACK_ACCEPTED = 0
export const MQTT_CONNACK_REFUSED_PROTOCOL_VERSION = 1
export const MQTT_CONNACK_REFUSED_IDENTIFIER_REJECTED = 2
export const MQTT_CONNACK_REFUSED_SERVER_UNAVAILABLE = 3
export const MQTT_CONNACK_REFUSED_BAD_USER_NAME_OR_PASSWORD = 4
export const MQTT_CONNACK_REFUSED_NOT_AUTHORIZED = 5

/** What a broker says to a SUBSCRIBE. */
export const MQTT_SUBACK_SUCCESS_MAX_QOS_0 = 0
export const MQTT_SUBACK_SUCCESS_MAX_QOS_1 = 1
export const MQTT_SUBACK_SUCCESS_MAX_QOS_2 = 2
export const MQTT_SUBACK_FAILURE = 128

/** Default keep-alive, milliseconds. */
export const MQTT_KEEP_ALIVE = 1_200_000
/** Default idle timeout, milliseconds: in effect none. */
export const MQTT_TIMEOUT = 2_147_483_647
/** How long an answer of the broker is waited for, milliseconds. */
export const MQTT_MSG_TIMEOUT = 30_000
/** A formatted topic has fewer bytes than this (C face). */
export const MQTT_MAX_TOPIC_SIZE = 128
/** Default for the longest payload, bytes. */
export const MQTT_MAX_MESSAGE_SIZE = 268_435_456
/** Longest client id, bytes (C face). */
export const MQTT_MAX_CLIENT_ID_SIZE = 23
/** Longest user name, bytes (C face). */
export const MQTT_MAX_USERNAME_SIZE = 128
/** Longest password, bytes (C face). */
export const MQTT_MAX_PASSWORD_SIZE = 128
/** Sizes of buffers in C. */
export const MQTT_INLINE_BUF_SIZE = 128
export const MQTT_BUF_SIZE = 4096
