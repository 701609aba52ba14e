/*
    file-properties.ts -- What the file of a server of its own has beside `web`, `tls` and `log.show` (spec web.md §25).
*/

import type { Group, Property } from '../../config/index.js'
import * as read from './readers.js'

/** Is looked at elsewhere, or not at all. */
const elsewhere = (type: string): Property => ({
    ...{ read: value => value, type, initial: null },
})

/** At the top of the file. */
export const fileProperties = {
    limits: {
        /** Fibers at a time, beside one for each connection; 0: no limit */
        fibers: {
            ...{ read: read.size(0), type: 'count', initial: 0 },
        },
    },
    /** See below */
    log: elsewhere('object'),
    /** `dev`: responses to requests whose handler failed show the error */
    profile: {
        ...{ read: read.wordOrNone, type: 'name', initial: null },
    },
    /** See below */
    tls: elsewhere('object'),
    /** See above */
    web: elsewhere('object'),
} satisfies Group
