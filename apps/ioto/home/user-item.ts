/*
    user-item.ts -- Users among the items of the database: their passwords come in as they are, are stored as hashes, and never go out.
*/

import type { Fiber } from '../../../fiber/index.js'
import { hashPassword } from '../../../services/crypt/index.js'
import { type Db, DbError } from '../../../services/db/index.js'
import type { WebHost } from '../../../services/web/index.js'

/** The model of users. */
export const USER = 'User'

type Properties = Readonly<Record<string, unknown>>

/** The properties of a user as they are stored: with the hash of the password, if one is given. */
export function* withHash(db: Db, web: WebHost, properties: Properties): Fiber<Properties> {
    const { password, ...rest } = properties
    const former = typeof rest.id === 'string' ? db.get(USER, { id: rest.id }) : null
    const username = rest.username ?? former?.data.username
    if (typeof password === 'string' && password !== '') {
        return { ...rest, password: yield* hashPassword(`${String(username)}:${web.realm}:${password}`) }
    }
    if (former !== null && username !== former.data.username) {
        // Otherwise nobody could log in any more.
        throw new DbError(
            'DB_BAD_PROPERTIES',
            'Cannot change a name without the password: the name is part of its hash',
        )
    }
    return rest
}
