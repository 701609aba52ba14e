/*
    listen.ts -- Editors that connect: `debugServer` of VS Code, `server` of others. Each connection is a session of its own.
*/

import { type AddressInfo, createServer, type Socket } from 'node:net'
import { DebugError } from '../errors.js'
import { type DapOptions, DapServer } from './server.js'

/** Waits for editors. */
export interface DapListener {
    readonly port: number
    /** Ends it, and the programs that were launched. */
    close(): Promise<void>
}

/** Waits for editors at a port of 127.0.0.1; 0: any that is free. Rejected with `DEBUG_START`. */
export function listenForEditors(port: number, options: DapOptions): Promise<DapListener> {
    const servers = new Map<DapServer, Socket>()
    const listener = createServer(socket => {
        socket.setNoDelay(true)
        const server = new DapServer(socket, socket, options)
        servers.set(server, socket)
        void server.ended.then(() => {
            servers.delete(server)
            socket.destroy()
        })
    })
    return new Promise((resolve, reject) => {
        listener.on('error', ({ message }) =>
            reject(new DebugError('DEBUG_START', `Cannot wait for editors at port ${port}: ${message}`)),
        )
        listener.listen(port, '127.0.0.1', () =>
            resolve({
                port: (listener.address() as AddressInfo).port,
                async close() {
                    listener.close()
                    await Promise.all(
                        Array.from(servers, async ([server, socket]) => {
                            await server.end()
                            socket.destroy()
                        }),
                    )
                },
            }),
        )
    })
}
