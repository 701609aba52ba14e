/*
    ask.ts -- A request to a running agent, with a login where it is wanted.
*/

import { expandPath, type Fiber, fromPromise, textOf } from '../../../../fiber/index.js'
import { loadConfig } from '../../../../services/agent/index.js'
import { typePassword } from '../../../../services/crypt/index.js'
import { CookieJar, UrlClient, UrlError } from '../../../../services/url/index.js'
import { type AgentReport, askReport } from '../../report/index.js'
import { Failure } from '../../subcommand.js'
import { loadOptions, type Options } from '../run/index.js'

/** Bytes of an answer. */
const MOST = 512 * 1024 * 1024

/** The options as they were given. */
export interface FibersOptions extends Options {
    readonly url?: string
    readonly user?: string
    readonly insecure?: boolean
    readonly json?: boolean
    readonly limit: number
    readonly seconds: number
}

/** Asks an agent; gives the JSON that it answers. */
export function* ask(options: FibersOptions, path: string, method: string): Fiber<unknown> {
    const base = (options.url ?? (yield* found(options))).replace(/\/+$/, '')
    const client = new UrlClient({
        cookies: new CookieJar(),
        limit: MOST,
        tls: { verifyPeer: options.insecure !== true },
        headTimeout: (options.seconds + 60) * 1000,
    })
    try {
        if (options.user !== undefined) {
            const password = process.env.IOTO_PASSWORD || typePassword('Password: ')
            if (password === null) {
                throw new Failure('Cannot log in: no password was typed')
            }
            const form = { username: options.user, password }
            const { status } = yield* client.request(`${base}/api/login`, { method: 'POST', form })
            if (status >= 400) {
                throw new Failure(`Cannot log in to ${base} as ${options.user}: status ${status}`)
            }
        }
        const reply = yield* client.request(base + path, { method })
        if (!reply.ok) {
            throw refusal(base, reply.status, reply.text())
        }
        return reply.json()
    } catch (error) {
        if (error instanceof UrlError) {
            throw new Failure(
                `${error.message}${error.code === 'URL_CONNECT' ? ': is the agent running? (--url)' : ''}`,
            )
        }
        throw error
    } finally {
        client.close()
    }
}

function refusal(base: string, status: number, body: string): Failure {
    const why =
        status === 401 || status === 403
            ? 'it wants a login (--user)'
            : status === 404
              ? 'it is no agent of ioto-fiber, or has no route for actions'
              : body.slice(0, 200).trim()
    return new Failure(`Cannot ask ${base}: status ${status}: ${why}`)
}

/** The server of the agent that runs here, which its socket in the state directory tells. */
function* found(options: Options): Fiber<string> {
    const { urls } = yield* report(options)
    const [url] = urls
    if (url === undefined) {
        throw new Failure('Cannot ask the agent that runs here: its web server is off')
    }
    return url.replace(/^(https?:\/\/)(?:0\.0\.0\.0|\[::\]|\*|(?=:))/, '$1127.0.0.1')
}

/** What the agent that runs here says of itself. */
export function* report(options: Options): Fiber<AgentReport> {
    loadConfig(loadOptions(options))
    try {
        return yield* fromPromise(askReport(expandPath('@state')))
    } catch (error) {
        const { code } = error as NodeJS.ErrnoException
        if (code === 'ENOENT' || code === 'ECONNREFUSED') {
            const state = expandPath('@state')
            throw new Failure(
                `No agent runs with the state directory ${state}, wanted that of one that does (--state), or --url`,
            )
        }
        throw new Failure(`Cannot ask the agent that runs here: ${textOf(error)}, wanted another --state, or --url`)
    }
}
