/*
    index.ts -- The door of services/config: tables of properties, which check what people write, complete it, and are its reference.
*/

export { ConfigError, type ConfigErrorCode, configErrors } from './errors.js'
export { nearestName } from './nearest.js'
export { type Group, isProperty, listOf, mapOf, type Property, type Reader, recordAt, recordOf } from './property.js'
export { readObject } from './read-object.js'
export {
    address,
    duration,
    durationOrNone,
    fileName,
    flag,
    LARGEST,
    oneOf,
    oneOfElse,
    pathOrNone,
    secondsWithin,
    secretOrNone,
    size,
    text,
    word,
    wordOrNone,
    words,
} from './readers.js'
export {
    at,
    fail,
    failUnseen,
    failWith,
    HIDDEN,
    type KnownNames,
    Reading,
    type Remark,
    shownValue,
    withoutSecrets,
} from './reading.js'
export { parseDuration, parseSize } from './units.js'
