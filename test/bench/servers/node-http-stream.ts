/*
    node-http-stream.ts -- node:http with the file server that most tutorials show: stat and a read stream for each request.
*/

import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { join, normalize } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { startNode } from './node-app.js'
import { ACTION_BODY, setup } from './protocol.js'

const given = setup()

startNode(given, (request, response) => {
    if (request.url === '/action') {
        response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': ACTION_BODY.length })
        response.end(ACTION_BODY)
        return
    }
    serveFile(join(given.root, normalize(`/${request.url}`)), response).catch(() => response.destroy())
})

async function serveFile(file: string, response: ServerResponse): Promise<void> {
    const found = await stat(file).catch(() => undefined)
    if (!found?.isFile()) {
        response.writeHead(404).end()
        return
    }
    response.writeHead(200, {
        'Content-Type': 'text/plain; charset=utf-8',
        'Content-Length': found.size,
        'Last-Modified': found.mtime.toUTCString(),
    })
    await pipeline(createReadStream(file), response)
}
