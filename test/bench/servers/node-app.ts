/*
    node-app.ts -- What both node:http servers have in common: HTTP or HTTPS, and the port.
*/

import { readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { listening, type Setup } from './protocol.js'

/** Listens and tells the driver. */
export function startNode({ tls }: Setup, serve: RequestListener): void {
    const options = { keepAliveTimeout: 60_000 }
    const server =
        tls === undefined
            ? createServer(options, serve)
            : createTlsServer(
                  { ...options, key: readFileSync(tls.keyFile), cert: readFileSync(tls.certificateFile) },
                  serve,
              )
    server.listen(0, '127.0.0.1', 1024, () => listening((server.address() as AddressInfo).port))
}
