/*
    perform.ts -- Makes the requests of a plan, and shows what comes.
*/

import { all, type Fiber, Logger, now } from '../../../../fiber/index.js'
import { parseAddress, saveBody, Url, UrlError } from '../../../../services/url/index.js'
import { WS_EVENT_CLOSE, WS_EVENT_ERROR, type WebSocket } from '../../../../services/websock/index.js'
import { showFlagsOf, writeBody, writeProgress } from './output.js'
import type { Plan } from './plan.js'

const log = new Logger('url')

/** What all clients have in common. */
interface Progress {
    /** Items that were begun. */
    begun: number
    /** Requests, redirects included. */
    requests: number
    failed: boolean
}

/** Makes all requests. Gives the exit status. */
export function* perform(plan: Plan): Fiber<number> {
    const progress: Progress = { begun: 0, requests: 0, failed: false }
    const start = now()
    const { clients, iterations } = plan.options
    const count = iterations === 0 ? clients : Math.min(clients, Math.max(iterations, 1))
    yield* all(Array.from({ length: count }, () => client(plan, progress)))
    if (plan.options.benchmark) {
        report(plan, progress, now() - start)
    }
    return progress.failed ? 1 : 0
}

function* client(plan: Plan, progress: Progress): Fiber<void> {
    const { options } = plan
    const up = new Url({
        flags: showFlagsOf(plan.show),
        timeout: options.timeout * 1000,
        tls: plan.tls,
        bufLimit: 0,
        proxy: options.proxy === 'none' ? '' : options.proxy,
    })
    up.protocol = options.protocol
    try {
        while (
            (options.iterations === 0 || progress.begun < options.iterations) &&
            (!progress.failed || options.continue)
        ) {
            progress.begun++
            try {
                yield* one(up, plan, progress)
            } catch (error) {
                if (!(error instanceof UrlError)) {
                    throw error
                }
                fail(plan, progress, error.message)
            }
        }
    } finally {
        up.closeNow()
    }
}

function fail(plan: Plan, progress: Progress, message: string): void {
    progress.failed = true
    if (!plan.options.quiet) {
        console.error(`url: error: ${message}`)
    }
}

function login(up: Url, { options: { user } }: Plan): void {
    if (user !== undefined && up.username === null) {
        up.setAuth(user[0], user[1])
    }
}

/** One item: a request with the redirects that follow it. */
function* one(up: Url, plan: Plan, progress: Progress): Fiber<void> {
    const { options, method } = plan
    let { url, headers } = plan
    login(up, plan)
    for (let hop = 0; ; hop++) {
        yield* send(up, plan, url, headers, progress)
        if (up.status === 401 && up.parseChallenge()) {
            yield* up.bytes()
            yield* send(up, plan, url, headers, progress)
        }
        if (!isRedirect(up) || hop === options.redirects) {
            break
        }
        yield* up.bytes()
        const next = follow(url, up.redirect!)
        if (parseAddress(next).origin !== parseAddress(url).origin) {
            // What is secret is for the server that was named
            up.setAuth(null, null)
            headers = headers.replace(/^(authorization|cookie|proxy-authorization):.*\r\n/gim, '')
        }
        url = next
    }
    const bytes = yield* receive(up, plan, progress)
    if (options.benchmark && (progress.requests - 2) % 10_000 === 0) {
        writeProgress(progress.requests - 2, method, up.status, bytes, url)
    }
    if (up.status >= 400 && !options.zero) {
        fail(plan, progress, `${method} ${url}: status ${up.status}`)
    }
}

function* send(up: Url, plan: Plan, url: string, given: string, progress: Progress): Fiber<void> {
    const { iterations } = plan.options
    const last = iterations > 0 && progress.begun >= iterations && plan.kind !== 'websocket'
    const counter = String(progress.requests++).padStart(8, '0')
    const headers = `X-Request: ${counter}\r\n${last ? 'Connection: close\r\n' : ''}${given}`
    yield* up.start(plan.method, url)
    if (plan.kind === 'upload') {
        yield* up.upload(plan.files, plan.forms, headers)
    } else if (plan.body === null) {
        // A method that may have a body says that there is none
        yield* up.writeHeaders(plan.method === 'GET' ? headers : `${headers}Content-Length: 0\r\n`)
        yield* up.finalize()
    } else {
        yield* up.writeHeaders(`${headers}Content-Length: ${plan.body.length}\r\n`)
        yield* up.write(plan.body)
        yield* up.finalize()
    }
}

/** What comes after the head. Gives the bytes. */
function* receive(up: Url, plan: Plan, progress: Progress): Fiber<number> {
    const { options } = plan
    if (up.webSocket !== null) {
        yield* talk(up.webSocket, plan, progress)
        return 0
    }
    if (plan.kind === 'events' && up.status === 200) {
        yield* up.events(({ id, event, data }) => {
            log.info(`SSE Event: ${id}, name ${event ?? ''}, data: ${data}`)
        })
        return 0
    }
    if (options.save !== undefined && up.status < 300) {
        let received = 0
        const source = {
            *next(): Fiber<Buffer | null> {
                const piece = yield* up.readChunk()
                received += piece?.length ?? 0
                return piece
            },
            get received() {
                return received
            },
            length: up.rxLen,
        }
        const onProgress = (now: number, total: number): void => {
            process.stderr.write(`\r${now} of ${total < 0 ? 'unknown' : total} bytes${now === total ? '\n' : ''}`)
        }
        return yield* saveBody(source, options.save, process.stderr.isTTY && !options.quiet ? { onProgress } : {})
    }
    let bytes = 0
    for (let piece = yield* up.readChunk(); piece !== null; piece = yield* up.readChunk()) {
        bytes += piece.length
        if (plan.showBody) {
            yield* writeBody(piece, options.printable === true)
        }
    }
    if (plan.showBody && process.stdout.isTTY && bytes > 0) {
        process.stdout.write('\n')
    }
    return bytes
}

/** Sends messages until there were enough. */
function* talk(ws: WebSocket, plan: Plan, progress: Progress): Fiber<void> {
    const { iterations, webSocketsSize, timeout } = plan.options
    const letters = 'abcdefghijklmnopqrstuvwxyz'
    const block = Array.from({ length: webSocketsSize ?? 0 }, () => letters[Math.floor(Math.random() * 26)]).join('')
    let done = 0
    const result = yield* ws.run(
        function* (ws, event, buf) {
            if (event === WS_EVENT_ERROR || event === WS_EVENT_CLOSE) {
                return
            }
            if (buf !== null && plan.showBody) {
                yield* writeBody(Buffer.concat([buf, Buffer.from('\n')]), plan.options.printable === true)
            }
            done++
            if (iterations === 0 || done <= iterations) {
                yield* ws.sendBlock(1, webSocketsSize === undefined ? `Message ${done}` : block)
            } else {
                yield* ws.sendClose(1000)
            }
        },
        null,
        null,
        timeout * 1000,
    )
    progress.begun = Math.max(progress.begun, iterations)
    if (result < 0) {
        fail(plan, progress, ws.errorMessage ?? `WebSocket closed with ${result}`)
    }
}

function isRedirect(up: Url): boolean {
    return up.redirect !== null && up.status >= 301 && up.status <= 308 && up.status !== 304
}

/** The next URL; a relative one keeps host and port. */
function follow(url: string, location: string): string {
    const { origin, target } = parseAddress(url)
    try {
        return new URL(location, `${origin}${target}`).href
    } catch (error) {
        throw new UrlError('URL_ADDRESS', `Cannot follow redirect to ${JSON.stringify(location)}`, { cause: error })
    }
}

function report({ options }: Plan, { requests, failed }: Progress, ms: number): void {
    if (failed) {
        console.log('No benchmark results due to errors')
        return
    }
    const elapsed = ms / 1000
    const wide = (value: number): string => value.toFixed(4).padStart(13)
    console.log(
        [
            '',
            `Clients:        ${String(options.clients).padStart(13)}`,
            `Request Count:  ${String(requests).padStart(13)}`,
            `Time elapsed:        ${wide(elapsed)} sec`,
            `Time per request:    ${wide(elapsed / Math.max(requests, 1))} sec`,
            `Requests per second: ${wide(requests / elapsed)}`,
            '',
        ].join('\n'),
    )
}
