/*
    c-web.ts -- Items of the database in responses, and users of the database. Source: spec agent.md §9.1.
*/

import { isNull, type Nullable, type Pointer, stringOf } from '../../fiber/compat/index.js'
import type { Fiber, RList } from '../../fiber/index.js'
import type { DbItem } from '../db/index.js'
import { Json } from '../json/index.js'
import { type Web, webFinalize, webWrite, webWriteValidatedJson } from '../web/c.js'
import { currentAgent } from './current-agent.js'
import { passwordOf } from './passwords.js'

/** Writes an item as strict JSON; bytes, or a negative code. NULL writes nothing. Does not complete the response. */
export function* webWriteItem(web: Web, item: Pointer<DbItem>): Fiber<number> {
    return isNull(item) ? 0 : yield* written(web, JSON.stringify(item.data))
}

/** Writes items as a list. NULL writes nothing. Does not complete the response. */
export function* webWriteItems(web: Web, items: Pointer<RList<DbItem>>): Fiber<number> {
    return isNull(items) ? 0 : yield* written(web, JSON.stringify(dataOf(items)))
}

/** Writes an item as its signature permits, without signatures as it is, and completes the response. NULL writes nothing. */
export function* webWriteValidatedItem(web: Web, item: Pointer<DbItem>, sigKey: Pointer<string>): Fiber<number> {
    return isNull(item) ? 0 : yield* validated(web, item.data, sigKey)
}

/** The same for a list. */
export function* webWriteValidatedItems(
    web: Web,
    items: Pointer<RList<DbItem>>,
    sigKey: Pointer<string>,
): Fiber<number> {
    return isNull(items) ? 0 : yield* validated(web, dataOf(items), sigKey)
}

/** Action: logs in the user of the variables `username` and `password`, and leads to `/`; failures are answered late. */
export function* webLoginUser(web: Web): Fiber<void> {
    const agent = currentAgent()
    const check = agent === null ? null : (name: string, word: string) => passwordOf(agent, web.host, name, word)
    if (yield* web.signIn(web.getVar('username'), web.getVar('password'), check)) {
        yield* web.redirectTo(302, '/')
    }
}

/** Action: logs out, and leads to `/`. */
export function* webLogoutUser(web: Web): Fiber<void> {
    web.logout()
    yield* web.redirectTo(302, '/')
}

function* validated(web: Web, data: object, sigKey: Pointer<string>): Fiber<number> {
    if (web.host.signatures === null) {
        const count = yield* written(web, JSON.stringify(data))
        yield* webFinalize(web)
        return count
    }
    const key: Nullable<string> = stringOf(sigKey)
    const count = yield* webWriteValidatedJson(web, Json.fromObject(data), key)
    if (count >= 0) {
        yield* webFinalize(web)
    }
    return count
}

function* written(web: Web, text: string): Fiber<number> {
    return yield* webWrite(web, text, Buffer.byteLength(text))
}

function dataOf(items: RList<DbItem>): object[] {
    return [...items].map(item => item.data)
}
