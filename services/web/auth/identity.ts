/*
    identity.ts -- Identity: who has sent a request, as far as anybody has asked. Most requests have none.
*/

import type { WebSession } from '../session/index.js'
import type { BasicCredentials, Credentials, DigestCredentials } from './credentials.js'
import type { WebUser } from './web-user.js'

/** What is known about who has sent a request. */
export class Identity {
    /** Who it is; null: nobody, or it is not known yet. */
    user: WebUser | null = null
    /** It was looked at who it is. */
    isChecked = false
    session: WebSession | null = null
    /** The session cookie was looked at. */
    isSessionSought = false
    /** Token against forged requests. */
    token: string | null = null
    /** What the Authorization header says; null: nothing, or nobody has asked. */
    credentials: Credentials | null = null
    basic: BasicCredentials | null = null
    digest: DigestCredentials | null = null

    /** It is this user, or nobody. */
    settle(user: WebUser | null): void {
        this.user = user
        this.isChecked = true
    }
}
