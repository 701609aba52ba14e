/*
    report-server.ts -- ReportServer: tells whoever connects to the socket in the state directory what the agent is doing.

    It is there whatever the agent serves: with the web server off, on any port, in safe mode. Nothing is read from those who connect, so
    there is nothing that they could say wrong; who may connect is decided by the mode of the socket, which is for the owner alone.
*/

import { rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { expandPath, Logger, textOf } from '../../../fiber/index.js'
import type { Agent } from '../../../services/agent/index.js'
import { reportOf } from './report.js'
import { reportPath } from './report-path.js'

const log = new Logger('ioto')

/** Milliseconds that somebody may take to read a report. */
const PATIENCE = 10_000
/** Who asks at the same time. */
const MOST = 4

/** Answers for one agent after another, as they are started again in a process. */
export class ReportServer {
    #server: Server | null = null
    #path = ''

    /** Answers for this agent from now on. It has the lock of its state directory, so a socket that is there is of a dead one. */
    serve(agent: Agent): void {
        this.close()
        const path = reportPath(expandPath('@state'))
        if (path === null) {
            log.trace('No reports: the path of the state directory is too long for a socket')
            return
        }
        const server = createServer(socket => answer(socket, agent))
        server.maxConnections = MOST
        server.on('error', error => log.error(`Cannot give reports: ${error.message}`))
        // The end of the agent does not wait for it.
        server.unref()
        const umask = process.umask(0o177)
        try {
            rmSync(path, { force: true })
            server.listen(path)
        } finally {
            process.umask(umask)
        }
        this.#server = server
        this.#path = path
    }

    /** Ends the answers, and removes the socket. */
    close(): void {
        if (this.#server !== null) {
            this.#server.close()
            this.#server = null
            rmSync(this.#path, { force: true })
        }
    }
}

function answer(socket: Socket, agent: Agent): void {
    // Whoever goes away, or is too slow, has had their chance.
    socket.on('error', () => {})
    socket.setTimeout(PATIENCE, () => socket.destroy())
    reportOf(agent).then(
        report => socket.end(JSON.stringify(report)),
        error => {
            log.error(`Cannot make a report: ${textOf(error)}`)
            socket.destroy()
        },
    )
}
