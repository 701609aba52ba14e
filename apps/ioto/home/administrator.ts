/*
    administrator.ts -- The first user. Nobody can log in from elsewhere before there is one.
*/

import type { Fiber } from '../../../fiber/index.js'
import type { Agent } from '../../../services/agent/index.js'
import { hashPassword, uid } from '../../../services/crypt/index.js'

/** Characters of a password that is made: some 60 bits. */
const LENGTH = 12
/** Name and role of the user. */
const ROLE = 'admin'

/**
 * Makes the user `admin`, if the database has users and none yet. The password is that of the environment variable `IOTO_PASSWORD`, or
 * random; it is printed once, and only its hash is kept.
 */
export function* makeAdministrator({ db, web }: Agent): Fiber<void> {
    if (db === null || web === null || db.readOnly || !db.models.has('User') || db.findOne('User') !== null) {
        return
    }
    const given = process.env['IOTO_PASSWORD']
    const password = given || uid(LENGTH)
    const hash = yield* hashPassword(`${ROLE}:${web.realm}:${password}`)
    db.create('User', { username: ROLE, password: hash, role: ROLE })
    yield* db.flush()
    if (!given) {
        console.log(
            `First start: from elsewhere, log in as ${ROLE} with the password ${password} (it is not shown again)`,
        )
    }
}
