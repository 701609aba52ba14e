/*
    user-properties.ts -- The properties of one user (spec web.md §2.3, §12).
*/

import type { Group } from '../../config/index.js'
import * as read from './readers.js'

/** Of `web.auth.users.NAME`. */
export const userProperties = {
    /** Password hash, as `ioto password` makes it. Without it the user is skipped */
    password: {
        read: read.secretOrNone,
        type: 'hash',
        initial: null,
    },
    /** Role, one of `auth.roles` */
    role: { read: read.word, type: 'role', initial: 'public' },
} satisfies Group
