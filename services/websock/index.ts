/*
    index.ts -- The door of services/websock: `ioto-fiber/websock`. WebSockets (RFC 6455, RFC 7692) of both roles.

    `connect` opens one to a server; the web server makes those of its clients. It knows nothing of the web server.
*/

export { type Acceptance, type AcceptOptions, acceptUpgrade, type Refusal } from './accept.js'
export { Broadcast, type BroadcastOptions, type BroadcastStatistics } from './broadcast.js'
export type { Compression, CompressionOptions } from './compression.js'
export { Compressor } from './compressor.js'
export { type ConnectWebSocketOptions, connect } from './connect.js'
export * from './constants.js'
export { WebSocketError, type WebSocketErrorCode, type WebSocketErrorRow, webSocketErrors } from './errors.js'
export { IotoWebSocket } from './ioto-web-socket.js'
export { acceptKey, makeKey } from './key.js'
export type { WebSocketOptions } from './options.js'
export { type UpgradeResponse, upgradeFault } from './response.js'
export { WebSocket, type WebSocketStatistics } from './web-socket.js'
export type { WebSocketReceiving } from './web-socket-receiving.js'
export type { WebSocketData, WebSocketSending } from './web-socket-sending.js'
export type { WebSocketProc, WebSocketState } from './web-socket-state.js'
