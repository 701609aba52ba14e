import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { run } from '../../../fiber/index.js'
import type { Agent } from '../../../services/agent/index.js'
import { passwordOf } from '../../../services/agent/passwords.js'
import { Db } from '../../../services/db/index.js'
import { WebHost } from '../../../services/web/index.js'

t.test(
    'passwordOf asks the users of the database first, and those of web.json5 where it has none of the name',
    async t => {
        const directory = mkdtempSync(join(tmpdir(), 'passwords-'))
        t.teardown(() => rmSync(directory, { recursive: true, force: true }))
        await run(function* () {
            // Quick to verify, unlike those that are made today
            const hash = (name: string, password: string) =>
                `SHA256:${createHash('sha256').update(`${name}:here:${password}`).digest('hex')}`
            const roles = { user: [], admin: ['user'] }
            const users = {
                ann: { password: hash('ann', 'of web'), role: 'user' },
                joe: { password: hash('joe', 'of web'), role: 'user' },
            }
            const host = new WebHost({ auth: { realm: 'here', roles, users } })
            const schema = {
                models: { User: { sk: { value: 'user#${username}' }, username: {}, password: {}, role: {} } },
            }
            const db = Db.open(join(directory, 'x.db'), schema)
            db.create('User', { username: 'ann', password: hash('ann', 'of db'), role: 'admin' })
            db.create('User', { username: 'bob', role: 'admin' })
            const role = (name: string, password: string, agent: Pick<Agent, 'db'> = { db }) =>
                passwordOf(agent as Agent, host, name, password)
            t.equal(yield* role('ann', 'of db'), 'admin')
            t.equal(yield* role('ann', 'of web'), null)
            t.equal(yield* role('joe', 'of web'), 'user')
            t.equal(yield* role('joe', 'of db'), null)
            t.equal(yield* role('bob', ''), null, 'without a password nobody logs in')
            t.equal(yield* role('nobody', 'of web'), null)
            t.equal(yield* role('ann', 'of web', { db: null }), 'user')
            db.close()
        })
    },
)
