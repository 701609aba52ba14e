/*
    user-properties.ts -- The properties of one user (spec web.md §2.3, §12).
*/

import type { Group } from '../../config/index.js'
import * as read from './readers.js'

/** Of `web.auth.users.NAME`. */
export const userProperties = {
    password: {
        read: read.secretOrNone,
        type: 'hash',
        initial: null,
        meaning: 'Password hash, as `ioto password` makes it. Without it the user is skipped',
    },
    role: { read: read.word, type: 'role', initial: 'public', meaning: 'Role, one of `auth.roles`' },
} satisfies Group
