/*
    ask-report.ts -- Asks the agent that runs with a state directory what it is doing.
*/

import { connect } from 'node:net'
import type { AgentReport } from './report.js'
import { reportPath } from './report-path.js'

/** Milliseconds until an agent that does not answer is given up: its loop may hang, which is worth knowing. */
const PATIENCE = 10_000
/** Longest report, characters. */
const MOST = 64 * 1024 * 1024

/** The report of the agent with this state directory. Throws an `Error` that says why there is none. */
export async function askReport(state: string): Promise<AgentReport> {
    const path = reportPath(state)
    if (path === null) {
        throw new Error('the path of the state directory is too long for a socket')
    }
    const socket = connect(path).setEncoding('utf8')
    socket.setTimeout(PATIENCE, () => {
        socket.destroy(new Error(`it does not answer within ${PATIENCE / 1000} seconds`))
    })
    let text = ''
    for await (const piece of socket as AsyncIterable<string>) {
        text += piece
        if (text.length > MOST) {
            throw new Error(`its report has more than ${MOST} characters`)
        }
    }
    if (text === '') {
        throw new Error('it has closed the connection')
    }
    return JSON.parse(text) as AgentReport
}
