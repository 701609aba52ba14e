/*
    fastify-app.ts -- What both fastify servers have in common: no logger, the action, the port.
*/

import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { type FastifyInstance, fastify } from 'fastify'
import { ACTION_BODY, listening, type Setup } from './protocol.js'

/** An application with the action in it. */
export function makeFastify({ tls }: Setup): FastifyInstance {
    const options = { logger: false, keepAliveTimeout: 60_000 }
    const app =
        tls === undefined
            ? fastify(options)
            : // The types of an HTTPS instance differ in the server only, of which nothing but the address is used.
              (fastify({
                  ...options,
                  https: { key: readFileSync(tls.keyFile), cert: readFileSync(tls.certificateFile) },
              }) as unknown as FastifyInstance)
    app.get('/action', (_request, reply) => {
        reply.type('text/plain').send(ACTION_BODY)
    })
    return app
}

/** Listens and tells the driver. */
export async function startFastify(app: FastifyInstance): Promise<void> {
    await app.listen({ port: 0, host: '127.0.0.1', backlog: 1024 })
    listening((app.server.address() as AddressInfo).port)
}
