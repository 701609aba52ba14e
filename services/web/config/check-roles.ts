/*
    check-roles.ts -- Whether anybody can have the roles that a configuration asks for. A misspelt one shuts everybody out, which is safe,
    and takes long to find.
*/

import { at, nearestName, type Reading } from '../../config/index.js'
import type { RoleSettings, WebSettings } from './settings.js'

/** Tells of each role that a route, or the statistics, want and nobody can have. `path` is that of `settings`. */
export function checkRoles({ auth, routes, statistics }: WebSettings, path: string, reading: Reading): void {
    tellCircles(auth.roles, at(at(path, 'auth'), 'roles'), reading)
    const known = namesOf(auth.roles)
    if (known.has('*')) {
        return
    }
    for (const [i, { role, redirect }] of routes.entries()) {
        if (redirect === null) {
            checkRole(role, `${at(path, 'routes')}[${i}].role`, known, reading)
        }
    }
    if (statistics.path !== null) {
        checkRole(statistics.role, `${at(path, 'statistics')}.role`, known, reading)
    }
}

function checkRole(role: string | null, path: string, known: ReadonlySet<string>, reading: Reading): void {
    if (role !== null && !known.has(role)) {
        const nearest = nearestName(role, [...known])
        const meant = nearest === null ? '' : `: is ${nearest} meant?`
        reading.warn(path, role, `wanted a role or an ability of auth.roles: nobody has this one${meant}`)
    }
}

/** Roles that come back to themselves: what was meant is one above the other. */
function tellCircles(roles: RoleSettings | null, path: string, reading: Reading): void {
    if (roles === null || !isMap(roles)) {
        return
    }
    for (const [role, items] of roles) {
        const seen = new Set<string>()
        const open = [...items]
        for (let name = open.pop(); name !== undefined && !seen.has(role); name = open.pop()) {
            if (!seen.has(name)) {
                seen.add(name)
                open.push(...(roles.get(name) ?? []))
            }
        }
        if (seen.has(role)) {
            reading.warn(at(path, role), items, `wanted one that does not come back to ${role}`)
        }
    }
}

/** All roles and abilities that there are. */
function namesOf(roles: RoleSettings | null): ReadonlySet<string> {
    const lists = roles === null ? [] : isMap(roles) ? [...roles].map(([name, list]) => [name, ...list]) : [roles]
    return new Set(['public', ...lists.flat()])
}

function isMap(roles: RoleSettings): roles is ReadonlyMap<string, readonly string[]> {
    return roles instanceof Map
}
