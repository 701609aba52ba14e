/*
    ours.ts -- ioto-fiber's own web server, as it is installed, with the limits raised that would stop a benchmark and everything else as it comes.
*/

import { run } from 'ioto-fiber/fiber'
import { WebHost } from 'ioto-fiber/web'
import { ACTION_BODY, listening, setup } from './protocol.js'

const { root, tls } = setup()
const options =
    tls === undefined
        ? {}
        : {
              tls: (await import('ioto-fiber/fiber')).tlsServer({
                  key: tls.keyFile,
                  certificate: tls.certificateFile,
              }),
          }
const host = new WebHost(
    {
        listen: [tls === undefined ? 'http://127.0.0.1:0' : 'https://127.0.0.1:0'],
        documents: root,
        limits: { requests: 'unlimited', connections: 'unlimited' },
        routes: [{ match: '/action', handler: 'action' }, { handler: 'file' }],
    },
    options,
)

host.addAction('/action', web => {
    web.addHeader('Content-Type', 'text/plain')
    web.writeNow(ACTION_BODY)
})

await run(function* () {
    yield* host.start()
    listening(host.addresses[0]!.port)
})
