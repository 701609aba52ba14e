/*
    challenge.ts -- Asks a client for HTTP authentication (spec web.md §12.5).
*/

import type { Web } from '../web.js'
import { quoted } from './parameters.js'

/**
 * Answers with 401 and a challenge, of the kind that the route wants. `reason` is for the trace. `isStale`: the password was right, so
 * the client need not ask its user (RFC 7616 §3.3).
 */
export function challenge(web: Web, reason: string, isStale = false): false {
    const { connection, host, reply, route } = web
    const type = route?.authType ?? host.authType
    connection.report('trace', 'WEB_CHALLENGE', `Response 401: ${reason}`)
    reply.replace(401, '')
    reply.type = ''
    reply.setLine(
        'www-authenticate',
        'WWW-Authenticate',
        type === 'digest' ? digestOf(web, isStale) : basicOf(host.realm),
    )
    return false
}

function basicOf(realm: string): string {
    return `Basic realm=${quoted(realm)}, charset="UTF-8"`
}

function digestOf({ host, route }: Web, isStale: boolean): string {
    const algorithm = route?.algorithm ?? host.algorithm
    const parameters = [
        ...[`realm=${quoted(host.realm)}`, 'qop="auth"', `nonce="${host.nonces.make(host.realm, algorithm)}"`],
        ...[`opaque="${host.opaque}"`, `algorithm="${algorithm}"`],
    ]
    if (isStale) {
        parameters.push('stale=true')
    }
    return `Digest ${parameters.join(', ')}`
}
