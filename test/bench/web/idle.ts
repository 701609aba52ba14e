/*
    idle.ts -- Opens keep-alive connections, makes one request on each, and keeps them.
*/

import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { files } from './rows.js'

/** Connections that are made at the same time: fewer than any server's backlog. */
const TOGETHER = 50
const REQUEST = 'GET /1k.txt HTTP/1.1\r\nHost: localhost\r\n\r\n'

/**
 * Opens `count` connections to `port` on which one request each has been answered.
 *
 * @returns what closes them, and tells how many the server has closed meanwhile
 * @throws Error when a connection fails or is closed before the answer
 */
export async function openIdle(port: number, https: boolean, count: number): Promise<() => Promise<number>> {
    const sockets: Socket[] = []
    let closed = 0
    while (sockets.length < count) {
        const some = Math.min(TOGETHER, count - sockets.length)
        const opened = await Promise.all(Array.from({ length: some }, () => openOne(port, https)))
        for (const socket of opened) {
            socket.on('close', () => closed++)
            sockets.push(socket)
        }
    }
    return async () => {
        const lost = closed
        await Promise.all(sockets.map(socket => new Promise(resolve => socket.once('close', resolve).destroy())))
        return lost
    }
}

function openOne(port: number, https: boolean): Promise<Socket> {
    return new Promise((resolve, reject) => {
        const target = { host: '127.0.0.1', port }
        // The certificate is our own; whom it names is not what is measured.
        const socket = https ? connectTls({ ...target, rejectUnauthorized: false }) : connect(target)
        let text = ''
        const take = (chunk: Buffer) => {
            text += chunk.toString('latin1')
            const body = text.indexOf('\r\n\r\n') + 4
            if (body > 3 && text.length >= body + (files['1k'] ?? 0)) {
                socket.off('data', take)
                resolve(socket)
            }
        }
        socket.on('data', take)
        socket.on('error', reject)
        socket.once('close', () => reject(new Error('Cannot open idle connection: closed before the answer')))
        socket.once(https ? 'secureConnect' : 'connect', () => socket.write(REQUEST))
    })
}
