/*
    node-http.ts -- node:http as a careful author uses it: files are read once and kept in memory, one `end` per response with a
    known length, headers as a flat list that node passes on without copying, nothing else in the way.
*/

import { readFiles } from './memory-files.js'
import { startNode } from './node-app.js'
import { ACTION_BODY, setup } from './protocol.js'

const given = setup()
const actionHeaders = ['Content-Type', 'text/plain', 'Content-Length', String(ACTION_BODY.length)]
const files = new Map(
    [...readFiles(given.root)].map(([url, { headers, body }]) => [
        url,
        { headers: Object.entries(headers).flat(), body },
    ]),
)

startNode(given, (request, response) => {
    if (request.method !== 'GET') {
        response.writeHead(405).end()
        return
    }
    if (request.url === '/action') {
        response.writeHead(200, actionHeaders).end(ACTION_BODY)
        return
    }
    const file = files.get(request.url ?? '')
    if (file === undefined) {
        response.writeHead(404).end()
    } else {
        response.writeHead(200, file.headers).end(file.body)
    }
})
