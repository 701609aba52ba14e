/*
    index.ts -- The door of fiber/rsocket: sockets of the C face, over fiber/socket and fiber/tls, which know nothing of it.
*/

export * from './c.js'
export { activeSockets } from './limit.js'
export { useNetwork } from './network.js'
export { dropSockets } from './part.js'
