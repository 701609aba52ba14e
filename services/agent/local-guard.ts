/*
    local-guard.ts -- Who may see and change what the agent is doing: people at this machine, and administrators who have logged in.

    "At this machine" is more than the address of the connection. A proxy here speaks for others, and a page of another site, opened in a
    browser here, reaches every port of this machine, also under a name that its owner lets point here. So requests that came through a
    proxy, that are for another name, or that a page of another origin has sent, are as those from elsewhere; and of the latter none changes
    anything, with whatever session.
*/

import type { Fiber } from '../../fiber/index.js'
import type { Web, WebHandler } from '../web/index.js'

/** No name at all is that of a program with HTTP/1.0: browsers have one. */
const localNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]', ''])
const localAddress = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/
const proxyHeaders = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'] as const

/** Whether a request is one of somebody at this machine. */
export function isLocal(web: Web): boolean {
    return (
        localAddress.test(web.remote?.address ?? '') &&
        localNames.has(nameOf(web.getHeader('host'))) &&
        proxyHeaders.every(name => web.getHeader(name) === null) &&
        !isForeign(web)
    )
}

/** Runs an action for those who may: others are answered 401, or 403. `role`: what somebody from elsewhere must have. */
export function guarded(handler: WebHandler, role = 'admin'): WebHandler {
    return function* (web: Web): Fiber<void> {
        web.addHeader('Cache-Control', 'no-store')
        if (isForeign(web)) {
            yield* web.sendError(403, 'Requests of other sites are not served')
        } else if (isLocal(web) || (web.authenticate() && web.can(role))) {
            const work = handler(web)
            if (work !== undefined && work !== null) {
                yield* work
            }
        } else {
            yield* web.sendError(web.authenticated ? 403 : 401, 'Log in as an administrator')
        }
    }
}

/** Whether a page of another origin has sent it. */
function isForeign(web: Web): boolean {
    const origin = web.getHeader('origin')
    const site = web.getHeader('sec-fetch-site')
    const isOther =
        origin !== null && origin !== `http://${web.getHeader('host')}` && origin !== `https://${web.getHeader('host')}`
    return isOther || site === 'cross-site' || site === 'same-site'
}

function nameOf(host: string | null): string {
    return (host ?? '').replace(/:\d*$/, '').toLowerCase()
}
