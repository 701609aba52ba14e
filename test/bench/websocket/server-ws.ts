/*
    server-ws.ts -- An echo of the package ws, without compression, as it comes.
*/

import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { listening } from '../servers/protocol.js'

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false }, () => {
    listening((server.address() as AddressInfo).port)
})

server.on('connection', ws => {
    ws.on('message', (data, isBinary) => ws.send(data, { binary: isBinary }))
})
