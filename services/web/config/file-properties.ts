/*
    file-properties.ts -- What the file of a server of its own has beside `web`, `tls` and `log.show` (spec web.md §25).
*/

import type { Group, Property } from '../../config/index.js'
import * as read from './readers.js'

/** Is looked at elsewhere, or not at all. */
const elsewhere = (type: string, meaning: string): Property => ({
    ...{ read: value => value, type, initial: null, meaning },
})

/** At the top of the file. */
export const fileProperties = {
    limits: {
        fibers: {
            ...{ read: read.size(0), type: 'count', initial: 0 },
            meaning: 'Fibers at a time, beside one for each connection; 0: no limit',
        },
    },
    log: elsewhere('object', 'See below'),
    profile: {
        ...{ read: read.wordOrNone, type: 'name', initial: null },
        meaning: '`dev`: responses to requests whose handler failed show the error',
    },
    tls: elsewhere('object', 'See below'),
    web: elsewhere('object', 'See above'),
} satisfies Group
