/*
    served-site.ts -- A site that is served on the loopback interface, for clients that are not ours.
*/

import { type IncomingHttpHeaders, request } from 'node:http'
import { fromPromise, run } from '../../../../fiber/index.js'
import { type WebConfig, type WebEvent, WebHost } from '../../../../services/web/index.js'
import { FILE_METHODS, type Site } from './site.js'

/** Serves `site` while `body` runs, which gets its URL without a slash at the end. Throws what the server reports as an error. */
export async function serveSite(
    site: Site,
    body: (url: string, host: WebHost) => Promise<void>,
    config: WebConfig = {},
): Promise<void> {
    const errors: WebEvent[] = []
    const host = new WebHost(
        {
            listen: ['http://127.0.0.1:0'],
            documents: site.root,
            routes: [{ methods: FILE_METHODS }],
            limits: { requests: 'unlimited' },
            ...config,
        },
        { report: event => event.level === 'error' && errors.push(event) },
    )
    await run(function* () {
        yield* host.start()
        yield* fromPromise(body(host.urls[0]!.replace(/\/$/, ''), host))
        yield* host.stop({ grace: 1000 })
    })
    if (errors.length > 0) {
        throw new Error(`Cannot serve without errors: ${errors.map(({ message }) => message).join('; ')}`)
    }
}

/** What Node's own client got. */
export interface Answer {
    readonly status: number
    readonly headers: IncomingHttpHeaders
    readonly body: Buffer
}

/** Asks with Node's own client. */
export function ask(
    url: string,
    headers: Readonly<Record<string, string>> = {},
    method = 'GET',
    content: string | Buffer = '',
): Promise<Answer> {
    return new Promise((resolve, reject) => {
        const sent = request(url, { method, headers: { ...headers, Connection: 'close' }, agent: false }, response => {
            const parts: Buffer[] = []
            response.on('data', (part: Buffer) => parts.push(part))
            response.on('error', reject)
            response.on('end', () =>
                resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(parts) }),
            )
        })
        sent.on('error', reject)
        sent.end(content)
    })
}
