/*
    records.ts -- Reads objects of properties, and the lists and maps of them: routes, redirects, users, roles.
*/

import { parseUrl } from '../../http/index.js'
import { nearestName } from './nearest.js'
import { type Group, isProperty, type Reader, recordAt } from './property.js'
import * as read from './readers.js'
import { at, fail, failUnseen, failWith, type Reading } from './reading.js'
import { redirectProperties, routeProperties } from './route-properties.js'
import type { RedirectSettings, RoleSettings, RouteSettings, UserSettings } from './settings.js'
import { userProperties } from './user-properties.js'

/** Names that older documents have for properties: what they do not do must not go unnoticed (spec web.md §32). */
const formerNames: ReadonlyMap<string, string> = new Map([['can', 'role']])

/** Properties that occur in configurations of the original agent and have no effect (spec web.md §2.3). */
const withoutEffect: ReadonlySet<string> = new Set([
    ...['timeouts.tls', 'sessions.enable', 'show', 'limits.memory', 'limits.form'],
    // At the top of the file: what fibers need on the stack (spec web.md §25).
    ...['limits.fiberPoolMin', 'limits.fiberPoolMax', 'limits.fiberStack', 'limits.stack'],
    ...['limits.fiberStackMax', 'limits.fiberStackGrow', 'limits.fiberStackReset'],
])

/**
 * Reads the object at `path`. A property that is not known is an error if it is a misspelling of one that is: it would go
 * without effect in silence, and it may be the one that protects. Others are told: they are of another version, or a note.
 */
export function readObject(value: unknown, path: string, known: Group, reading: Reading): object {
    const given = recordAt(value, path)
    const names = Object.keys(known)
    for (const name of Object.keys(given)) {
        if (!Object.hasOwn(known, name)) {
            tellUnknown(name, path, names, reading)
        }
    }
    const result: Record<string, unknown> = {}
    for (const name of names) {
        const entry = known[name]!
        const item = Object.hasOwn(given, name) ? given[name] : undefined
        result[name] = isProperty(entry)
            ? readProperty(entry.read, item ?? entry.initial, item == null, at(path, name), reading)
            : readObject(item ?? {}, at(path, name), entry, reading)
    }
    return Object.freeze(result)
}

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

function readProperty(reader: Reader, value: unknown, isInitial: boolean, path: string, reading: Reading): unknown {
    // Nothing is a value of its own: readers take it only where a table has it as the default.
    return isInitial && value === null ? null : reader(value, path, reading)
}

/** Its value is not told: it may be a secret whose name is misspelt. */
function tellUnknown(name: string, path: string, names: readonly string[], reading: Reading): void {
    const where = at(path, name)
    const former = formerNames.get(name)
    const meant = former !== undefined && names.includes(former) ? former : nearestName(name, names)
    if (name.startsWith('_') && name !== '__proto__') {
        return
    }
    if (meant !== null) {
        failWith(`${where} is no known property: is ${at(path, meant)} meant?`)
    }
    if (!withoutEffect.has(where.replace(/^web\./, ''))) {
        reading.tell(`${where} is no known property, wanted one of ${names.join(', ')}: ignored`)
    }
}
