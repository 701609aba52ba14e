/*
    names.ts -- Names that are no properties of a web server, and what is known of them.
*/

import type { KnownNames } from '../../config/index.js'

/** Properties that occur in configurations of the original agent and have no effect (spec web.md §2.3). */
const unused = ['timeouts.tls', 'sessions.enable', 'show', 'limits.memory', 'limits.form']

/** At the top of the file: what fibers need on the stack (spec web.md §25). */
const stacks = ['PoolMin', 'PoolMax', 'Stack', 'StackMax', 'StackGrow', 'StackReset'].map(name => `limits.fiber${name}`)

/** See `Reading`. */
export const names: KnownNames = {
    // Older documents have it (spec web.md §32).
    former: new Map([['can', 'role']]),
    withoutEffect: new Set([...unused, ...unused.map(path => `web.${path}`), ...stacks, 'limits.stack']),
}
