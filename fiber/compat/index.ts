/*
    index.ts -- The door of fiber/compat: what all parts of the C face share.
*/

export { bytesOf, placeOf, stringOf, wholeOf } from './arguments.js'
export * from './error-codes.js'
export { MAXINT, MAXINT64, MAXSSIZE, MAXTIME, TPS } from './limits.js'
export { isNull, type Nullable, type Pointer } from './null.js'
export { flagsOf, numberOf } from './numbers.js'
export { getOsError, setOsError } from './os-error.js'
export { type Ref, ref } from './ref.js'
export { onReport, type Reporter, report } from './report.js'
