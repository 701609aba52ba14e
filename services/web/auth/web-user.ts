/*
    web-user.ts -- WebUser: a user of the web server.
*/

import { Semaphore } from '../../../fiber/index.js'

/** May do everything. */
const ALL = '*'

/** A user. */
export class WebUser {
    readonly username: string
    /** Password hash; null: nobody can log in with a password of this user. */
    password: string | null
    role: string
    /** What the role permits. */
    abilities: ReadonlySet<string>
    /** @internal Proof of the password that was right the last time, where looking at it takes long. */
    proof: Buffer | null = null
    /** @internal `now()` until which the proof counts. */
    proofUntil = 0
    #turn: Semaphore | null = null

    /** @internal Users are made by `WebHost.addUser`. */
    constructor(username: string, password: string | null, role: string, abilities: ReadonlySet<string>) {
        this.username = username
        this.password = password
        this.role = role
        this.abilities = abilities
    }

    /** Whether the user has a role or ability. */
    userCan(ability: string): boolean {
        return this.abilities.has(ability) || this.abilities.has(ALL)
    }

    /** @internal One at a time looks whether a password is right, where that takes long. */
    get turn(): Semaphore {
        this.#turn ??= new Semaphore(1, 'password of a user')
        return this.#turn
    }
}
