/*
    abilities.ts -- What a role permits (spec web.md §12.2).
*/

import type { RoleSettings } from '../config/index.js'

/** The abilities of a role, its own name among them; null: there is no such role. Roles that have each other are no trouble. */
export function abilitiesOf(role: string, roles: RoleSettings): ReadonlySet<string> | null {
    if (isList(roles)) {
        const place = roles.indexOf(role)
        return place < 0 ? null : new Set(['public', ...roles.slice(0, place + 1)])
    }
    if (!roles.has(role)) {
        return null
    }
    const abilities = new Set<string>()
    const open = [role]
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
        if (!abilities.has(name)) {
            abilities.add(name)
            open.push(...(roles.get(name) ?? []))
        }
    }
    return abilities
}

function isList(roles: RoleSettings): roles is readonly string[] {
    return Array.isArray(roles)
}
