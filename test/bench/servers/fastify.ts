/*
    fastify.ts -- fastify 5 with files in memory: a route for each, that sends a buffer with headers made once.
*/

import { makeFastify, startFastify } from './fastify-app.js'
import { readFiles } from './memory-files.js'
import { setup } from './protocol.js'

const given = setup()
const app = makeFastify(given)
for (const [url, { headers, body }] of readFiles(given.root)) {
    app.get(url, (_request, reply) => {
        reply.headers(headers).send(body)
    })
}
await startFastify(app)
