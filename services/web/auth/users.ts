/*
    users.ts -- Users: those who may log in (spec web.md §12.4). They are in memory: changes last until the restart.
*/

import { hash } from '../../crypt/index.js'
import type { RoleSettings, UserSettings } from '../config/index.js'
import { ME_WEB_MAX_AUTH } from '../constants.js'
import { WebError } from '../errors.js'
import { abilitiesOf } from './abilities.js'
import { WebUser } from './web-user.js'

/** The users of a host. */
export class Users {
    /** Null: none are configured, and there can be no user. */
    readonly #roles: RoleSettings | null
    readonly #users = new Map<string, WebUser>()

    /** @internal */
    constructor(roles: RoleSettings | null) {
        this.#roles = roles
    }

    /** How many there are. */
    get size(): number {
        return this.#users.size
    }

    /** All of them, in the order in which they were added. */
    [Symbol.iterator](): IterableIterator<WebUser> {
        return this.#users.values()
    }

    /** The user of a name; null: there is none. */
    get(username: string): WebUser | null {
        return this.#users.get(username) ?? null
    }

    /**
     * @internal The hash to try the password of an unknown user on: that of some user, always the same for the same name; so a name that is not
     * known takes as long as one that is, whatever kinds of hashes there are. Null: nobody has one.
     */
    decoyFor(username: string): string | null {
        const hashes = [...this].map(({ password }) => password).filter(password => password !== null)
        const number = hash('sha256', username).readUInt32BE(0)
        return hashes[number % hashes.length] ?? null
    }

    /** @internal Adds the configured users. Returns what is wrong with those that cannot be, one sentence each. */
    load(configured: ReadonlyMap<string, UserSettings>): string[] {
        const faults: string[] = []
        for (const [username, { password, role }] of configured) {
            // Spec web.md §2.3: one without a password is skipped.
            const fault = password === null ? null : this.fault(username, password, role)
            if (fault !== null) {
                faults.push(fault)
            } else if (password !== null) {
                this.add(username, password, role)
            }
        }
        return faults
    }

    /** Adds a user. Throws `WEB_USER` if that cannot be. */
    add(username: string, password: string | null, role: string): WebUser {
        const fault = this.fault(username, password, role)
        if (fault !== null) {
            throw new WebError('WEB_USER', fault)
        }
        const user = new WebUser(username, password, role, this.#abilities(role)!)
        this.#users.set(username, user)
        return user
    }

    /** @internal Why a user cannot be added, as a sentence; null: it can. */
    fault(username: string, password: string | null, role: string): string | null {
        const place = `Cannot add user ${JSON.stringify(username.slice(0, 80))}: `
        if (username === '' || username.length > ME_WEB_MAX_AUTH) {
            return `${place}the name has ${username.length} characters, wanted 1 to ${ME_WEB_MAX_AUTH}`
        }
        if (password !== null && password.length > ME_WEB_MAX_AUTH) {
            return `${place}the hash has ${password.length} characters, wanted at most ${ME_WEB_MAX_AUTH}`
        }
        if (this.#users.has(username)) {
            return `${place}there is one already`
        }
        return this.#abilities(role) === null ? `${place}${this.#noRole(role)}` : null
    }

    /** Changes a user; null leaves as it is. Returns false if there is none; throws `WEB_USER` if it cannot be changed so. */
    update(username: string, password: string | null, role: string | null): boolean {
        const user = this.get(username)
        if (user === null) {
            return false
        }
        const abilities = this.#abilities(role ?? user.role)
        if (abilities === null) {
            throw new WebError('WEB_USER', `Cannot change user ${JSON.stringify(username)}: ${this.#noRole(role!)}`)
        }
        if (password !== null) {
            if (password.length > ME_WEB_MAX_AUTH) {
                const wanted = `wanted a hash of at most ${ME_WEB_MAX_AUTH} characters`
                throw new WebError('WEB_USER', `Cannot change user ${JSON.stringify(username)}: ${wanted}`)
            }
            user.password = password
            user.proof = null
        }
        user.role = role ?? user.role
        user.abilities = abilities
        return true
    }

    /** Removes a user. Returns whether there was one. */
    remove(username: string): boolean {
        return this.#users.delete(username)
    }

    #abilities(role: string): ReadonlySet<string> | null {
        return this.#roles === null ? null : abilitiesOf(role, this.#roles)
    }

    /** Spec web.md §12.2 has the words. */
    #noRole(role: string): string {
        return this.#roles === null
            ? 'there are no roles, wanted auth.roles in the configuration'
            : `Cannot find role ${role}, wanted one of auth.roles`
    }
}
