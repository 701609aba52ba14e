/*
    server-ours.ts -- An echo of ioto-fiber. Text is checked, as ws does by default.
*/

import { run } from '../../../fiber/index.js'
import { WebHost } from '../../../services/web/index.js'
import { listening } from '../servers/protocol.js'

const host = new WebHost({
    listen: ['http://127.0.0.1:0'],
    limits: { connections: 'unlimited' },
    routes: [{ handler: 'action' }],
    webSockets: { validateUTF: true },
})

host.addAction('/', function* (web) {
    const ws = web.webSocket!
    for (let message = yield* ws.receive(); message !== null; message = yield* ws.receive()) {
        yield* ws.send(message)
    }
})

await run(function* () {
    yield* host.start()
    listening(host.addresses[0]!.port)
})
