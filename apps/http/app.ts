/*
    app.ts -- Users and groups: a login, pages for the public, users and administrators, and uploads. Source: spec apps.md §5.
*/

import type { Agent } from 'ioto-fiber'
import { expandPath, type Fiber, Logger } from 'ioto-fiber/fiber'
import type { Web } from 'ioto-fiber/web'
import { addUploadActions } from './uploads.js'

const log = new Logger('app')

/** Loads the users at the first start, and adds the actions. */
export function start(agent: Agent): void {
    const { db, web } = agent
    if (db !== null && db.findOne('User') === null) {
        log.info('Load db.json5')
        db.load(expandPath('@config/db.json5'))
    }
    web?.addAction('/api/public/getAuth', getAuth)
    web?.addAction('/api/user/logout', logout, 'user')
    addUploadActions(agent)
}

/** Who is logged in; nothing: nobody is. */
function* getAuth(web: Web): Fiber<void> {
    yield* web.json(web.authenticate() ? { username: web.username, role: web.role } : {})
}

function* logout(web: Web): Fiber<void> {
    web.logout()
    yield* web.write('Logged out')
    yield* web.finalize()
}
