/*
    index.ts -- The door of fiber/socket.
*/

export { type ConnectOptions, connect } from './connect.js'
export type { Endpoint } from './endpoint.js'
export { SocketError, type SocketErrorCode, socketErrors } from './errors.js'
export { type ConnectionHandler, Listener, type ListenerStatistics, type ListenOptions, listen } from './listener.js'
export { NodeWire } from './node-wire.js'
export { Socket, type SocketOptions, type SocketStatistics } from './socket.js'
export type { TlsAcceptor, TlsConnector } from './tls-layer.js'
export type { Address, Security, TextEncoding, Wire, WireSink } from './wire.js'
