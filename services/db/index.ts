/*
    index.ts -- The door of services/db: `ioto-fiber/db`, the embedded database.
*/

export type { LoggedChange } from './change-log.js'
export * from './constants.js'
export { Db } from './db.js'
export { type Disk, type DiskFile, nodeDisk } from './disk.js'
export { DbError, type DbErrorCode, type DbErrorRow, dbErrors } from './errors.js'
export { removeFiles } from './files.js'
export { DbItem } from './item.js'
export { dataItems, readDataFile } from './load-items.js'
export { buildModels, type DbField, type DbModel } from './model.js'
export type { DbOptions, DbStatistics, Migration } from './options.js'
export type { DbCallbackProc, DbCommand, DbParams } from './params.js'
export type { Recovery } from './recovery.js'
export { type DbSchema, type FieldSchema, type FieldType, type ProcessSchema, readSchema } from './schema.js'
export type { Durability } from './storage.js'
export {
    type InputOf,
    type ItemOf,
    Model,
    type ModelParams,
    type ModelWatch,
    type NewItem,
    type SomeOf,
    type ValueOf,
} from './typed.js'
export type { DbProps } from './values.js'
export { type DbChange, DbWatch } from './watch.js'
