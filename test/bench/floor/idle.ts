/*
    idle.ts -- Opens connections, gets one answer on each, and keeps them.
*/

import { connect, type Socket } from 'node:net'
import { KEEP } from './hello.js'

/** Connections that are made at the same time: fewer than any server's backlog. */
const TOGETHER = 50

/** Opens `count` connections to `port`; gives what closes them. */
export async function openConnections(port: number, count: number): Promise<() => Promise<void>> {
    const sockets: Socket[] = []
    while (sockets.length < count) {
        const some = Math.min(TOGETHER, count - sockets.length)
        sockets.push(...(await Promise.all(Array.from({ length: some }, () => openOne(port)))))
    }
    return async () => {
        await Promise.all(sockets.map(socket => new Promise(resolve => socket.once('close', resolve).destroy())))
    }
}

function openOne(port: number): Promise<Socket> {
    return new Promise((resolve, reject) => {
        const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'))
        socket.once('error', reject)
        let length = 0
        socket.on('data', chunk => {
            length += chunk.length
            if (length === KEEP.length) {
                socket.pause()
                resolve(socket)
            }
        })
    })
}
