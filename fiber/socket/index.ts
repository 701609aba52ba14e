/*
    index.ts -- The door of fiber/socket.
*/

export { type ConnectOptions, connect } from './connect.js'
export { type Endpoint, formatEndpoint, parseEndpoint } from './endpoint.js'
export { SocketError, type SocketErrorCode, socketErrors } from './errors.js'
export { type ConnectionHandler, type ListenOptions, listen } from './listen.js'
export type { Listener, ListenerStatistics } from './listener.js'
export type { SocketObserver, SocketWatcher } from './link-roles.js'
export type { Acceptor, BindOptions, Binding, HostAddress, Network } from './network.js'
export { nodeNetwork } from './node-network.js'
export { NodeWire } from './node-wire.js'
export { adoptReadBuffer, type ReadCallback } from './read-buffer.js'
export { Socket, type SocketOptions, type SocketStatistics } from './socket.js'
export type { TlsAcceptor, TlsConnector } from './tls-layer.js'
export { type UpgradeOptions, upgrade } from './upgrade.js'
export type { Address, Security, TextEncoding, Wire, WireSink } from './wire.js'
