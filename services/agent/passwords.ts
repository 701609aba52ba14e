/*
    passwords.ts -- Who may log in: users of the database (model `User`), and those of web.json5. Source: spec agent.md §9.1.
*/

import type { Fiber } from '../../fiber/index.js'
import { verifyPassword } from '../crypt/index.js'
import type { WebHost } from '../web/index.js'
import type { Agent } from './agent.js'

/** The role of a user if the password is theirs; else null, after as long a time. */
export function* passwordOf(agent: Agent, host: WebHost, username: string, password: string): Fiber<string | null> {
    const { db } = agent
    const item = db?.models.has('User') === true ? db.findOne('User', { username }) : null
    if (item === null) {
        const isRight = yield* host.verifyUserPassword(username, password)
        return isRight ? (host.lookupUser(username)?.role ?? null) : null
    }
    const { password: stored, role } = item.data
    const text = `${username}:${host.realm}:${password}`
    const isRight = typeof stored === 'string' && (yield* verifyPassword(text, stored))
    return isRight && typeof role === 'string' ? role : null
}
