/*
    ours.ts -- ioto-fiber's own web server, with the limits raised that would stop a benchmark and everything else as it comes.
*/

import { run } from '../../../fiber/index.js'
import { WebHost } from '../../../services/web/index.js'
import { ACTION_BODY, listening, setup } from './protocol.js'

const { root, tls } = setup()
const options =
    tls === undefined
        ? {}
        : {
              tls: (await import('../../../fiber/tls/index.js')).tlsServer({
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
