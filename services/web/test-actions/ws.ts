/*
    ws.ts -- A test action that sends messages of a WebSocket back. Source: spec web-test-actions.md §7.
*/

import type { Fiber } from '../../../fiber/index.js'
import { WS_EVENT_MESSAGE, type WebSocketProc } from '../../websock/index.js'
import type { Web } from '../web.js'

/** Of a message in fragments only the last one comes as a message, and goes back. */
const sendBack: WebSocketProc = function* (ws, event, buf) {
    if (event === WS_EVENT_MESSAGE && buf !== null) {
        yield* ws.sendBlock(ws.type, buf)
    }
}

/** An echo. */
export function* ws(web: Web): Fiber<void> {
    if (web.webSocket === null) {
        yield* web.sendError(400, 'Connection not upgraded to WebSocket')
        return
    }
    yield* web.webSocket.run(sendBack, web, web.rx, web.host.inactivityTimeout)
}
