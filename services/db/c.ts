/*
    c.ts -- The C face of services/db. `Db` and `DbItem` are the same as behind the other door; failures are results.
*/

export {
    ITERATE_INDEX,
    ITERATE_TREE,
    rbAlloc,
    rbCheckHeight,
    rbCheckOrder,
    rbFirst,
    rbFree,
    rbInsert,
    rbLookup,
    rbLookupFirst,
    rbLookupNext,
    rbNext,
    rbPrint,
    rbRemove,
} from '../../fiber/c.js'
export type { CParams, CProps, CWhere } from './c-arguments.js'
export * from './c-describe.js'
export * from './c-fields.js'
export * from './c-open.js'
export * from './c-requests.js'
export * from './constants.js'
export { Db } from './db.js'
export { DbItem } from './item.js'
export type { DbField, DbModel } from './model.js'
export type { DbCallbackProc, DbCommand } from './params.js'
