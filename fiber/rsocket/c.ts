/*
    c.ts -- The C face of sockets and TLS.
*/

export * from './c-socket.js'
export * from './c-tls.js'
export * from './flags.js'
export { RSocket, type RSocketProc } from './rsocket.js'
export { Rtls } from './rtls.js'
export type { RSocketCustom } from './tls-defaults.js'
export type { SocketData, SocketTarget } from './transfer.js'
export { rGetClientDefaults } from './client-defaults.js'
