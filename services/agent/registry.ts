/*
    registry.ts -- The services of the agent, and what each needs.
*/

import type { ServiceEntry } from './service.js'

/** All services. Their order is that of `inOrder`. */
export const registry: readonly ServiceEntry[] = [
    {
        name: 'database',
        after: [],
        safe: false,
        isEnabled: flags => flags.database,
        load: () => import('./database-service.js'),
    },
    {
        name: 'web',
        after: ['database'],
        safe: true,
        isEnabled: flags => flags.web,
        load: () => import('./web-service.js'),
    },
    {
        name: 'mqtt',
        after: ['database', 'web'],
        safe: false,
        isEnabled: flags => flags.mqtt,
        load: () => import('./mqtt-service.js'),
    },
]

/** The entries so that each is behind those it needs. What needs itself, by whatever way, is a mistake of the program and throws. */
export function inOrder<T extends Pick<ServiceEntry, 'name' | 'after'>>(entries: readonly T[]): T[] {
    const ordered: T[] = []
    const visit = (entry: T, path: readonly string[]): void => {
        if (path.includes(entry.name)) {
            throw new RangeError(`Cannot order services: ${[...path, entry.name].join(' needs ')}`)
        }
        if (!ordered.includes(entry)) {
            for (const other of entries.filter(({ name }) => entry.after.includes(name))) {
                visit(other, [...path, entry.name])
            }
            ordered.push(entry)
        }
    }
    for (const entry of entries) {
        visit(entry, [])
    }
    return ordered
}
