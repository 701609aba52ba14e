/*
    attempt.ts -- One attempt to log in, in whatever way: throttled, counted, and told of when it locks something.
*/

import { type Blocking, type Fiber, sleep } from '../../../fiber/index.js'
import { clientAddress } from '../client-address.js'
import { ME_WEB_MAX_AUTH } from '../constants.js'
import type { Web } from '../web.js'
import type { Locked } from './throttle.js'

/** What has become of an attempt; `locked`: nobody has looked at it, and the request was answered. */
export type AttemptOutcome = 'right' | 'wrong' | 'locked'

/** Longest part of a name in the log, characters: names are what strangers send. */
const SHOWN = 64

/** Has `verify` look whether an attempt for `username` is right, if there may be one. After a wrong one it waits before it returns. */
export function* attempt(web: Web, username: string, verify: () => Blocking<boolean> | boolean): Fiber<AttemptOutcome> {
    const { throttle } = web.host
    // There can be no user with a longer name.
    const account = username.length > ME_WEB_MAX_AUTH ? '' : username
    const address = clientAddress(web)
    const wait = throttle.begin(account, address)
    if (wait > 0) {
        // RFC 6585 §4: how long to wait may be told
        web.addHeader('Retry-After', String(Math.ceil(wait / 1000)))
        web.connection.refuse('WEB_LOGIN_LOCKED')
        return 'locked'
    }
    let isOpen = true
    try {
        const verdict = verify()
        const isRight = typeof verdict === 'boolean' ? verdict : yield* verdict
        isOpen = false
        if (isRight) {
            throttle.succeeded(account, address)
            return 'right'
        }
    } catch (error) {
        isOpen = false
        throttle.dropped(account, address)
        throw error
    } finally {
        if (isOpen) {
            // The client is gone. It has cost as much, so it counts: otherwise that would be the way to have passwords hashed all day.
            failed(web, account, address)
        }
    }
    yield* sleep(failed(web, account, address))
    return 'wrong'
}

/** Counts a failure, and tells of what is locked by it. Returns the milliseconds that its answer is to be held back. */
function failed(web: Web, account: string, address: string): number {
    const { delay, locked } = web.host.throttle.failed(account, address)
    if (locked !== null) {
        tellLocked(web, locked, account, address)
    }
    return delay
}

function tellLocked({ host, remote }: Web, locked: Locked, account: string, address: string): void {
    const name = JSON.stringify(account.slice(0, SHOWN))
    const what = {
        'account from address': `user ${name} from ${address} is locked out`,
        address: `${address} is locked out, the last user was ${name}`,
        account: `user ${name} is slowed down for addresses that are not known`,
    }
    host.note('info', 'WEB_LOCKED_OUT', `Too many failed logins: ${what[locked]}`, remote)
}
