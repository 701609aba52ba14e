/*
    records.ts -- Reads objects of properties, and the lists and maps of them: routes, redirects, users, roles.
*/

import { at, fail, failUnseen, type Reading, readObject, recordAt } from '../../config/index.js'
import { parseUrl } from '../../http/index.js'
import * as read from './readers.js'
import { redirectProperties, routeProperties } from './route-properties.js'
import type { RedirectSettings, RoleSettings, RouteSettings, UserSettings } from './settings.js'
import { userProperties } from './user-properties.js'

/** Reads `web.routes[i]`. */
export function readRoute(value: unknown, path: string, reading: Reading): RouteSettings {
    const route = readObject(value, path, routeProperties, reading) as RouteSettings
    if (route.handler !== 'file' && route.handler !== 'action') {
        reading.warn(at(path, 'handler'), route.handler, 'wanted file or action: its requests are answered with 404')
    }
    if (route.authType !== null && (route.role === null || route.role === 'public')) {
        reading.warn(at(path, 'authType'), route.authType, "wanted a 'role' beside it: the route is open to everybody")
    }
    return route
}

/** Reads `web.redirect`; entries that cannot redirect are left out (spec web.md §2.3). */
export function readRedirects(value: unknown, path: string, reading: Reading): readonly RedirectSettings[] {
    if (!Array.isArray(value)) {
        return fail(path, value, 'a list')
    }
    const result: RedirectSettings[] = []
    for (const [i, item] of value.entries()) {
        const where = `${path}[${i}]`
        const entry = readObject(item, where, redirectProperties, reading) as Omit<RedirectSettings, 'to'> & {
            to: string | null
        }
        if (entry.to === null) {
            reading.warn(where, item, "wanted a property 'to': skipped")
        } else if (entry.status !== 0) {
            result.push({ ...entry, to: entry.to })
            tellUnreadable(at(where, 'from'), entry.from, reading)
            tellUnreadable(at(where, 'to'), entry.to, reading)
        }
    }
    return Object.freeze(result)
}

/** Such a redirect is answered with 404 when a request comes to it (spec web.md §10). */
function tellUnreadable(path: string, url: string | null, reading: Reading): void {
    if (url !== null && parseUrl(url) === null) {
        reading.warn(
            path,
            url,
            'wanted a URL or a part of one: requests that come to this redirect are answered with 404',
        )
    }
}

/** Reads `web.auth.users.NAME`. */
export function readUser(value: unknown, path: string, reading: Reading): UserSettings {
    if (typeof value === 'string') {
        // Somebody has taken a user for a password.
        failUnseen(path, value, "an object such as { password: '...', role: 'user' }")
    }
    return readObject(value, path, userProperties, reading) as UserSettings
}

/** Reads `web.auth.roles`: lists of roles and abilities by name, or a list of names, each with all before it (spec web.md §12.2). */
export function readRoles(value: unknown, path: string): RoleSettings | null {
    if (value === null) {
        return null
    }
    if (Array.isArray(value)) {
        return value.map((name: unknown, i) => read.word(name, `${path}[${i}]`))
    }
    const roles = new Map<string, readonly string[]>()
    for (const [name, items] of Object.entries(recordAt(value, path))) {
        roles.set(name, read.words(items, at(path, name)))
    }
    return roles
}
