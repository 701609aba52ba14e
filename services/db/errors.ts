/*
    errors.ts -- The error catalogue of services/db. Codes are stable; docs/reference/errors.md lists them.

    The number is what the C face gives (spec db.md §13).
*/

import { CodedError } from '../../fiber/index.js'

const BAD_ARGS = -6
const BAD_STATE = -14
const BAD_VALUE = -17
const BUSY = -18
const ALREADY_EXISTS = -4
const CANT_COMPLETE = -21
const CANT_CREATE = -23
const CANT_FIND = -25
const CANT_LOAD = -27
const CANT_OPEN = -28
const CANT_READ = -29
const CANT_WRITE = -30
const NOT_READY = -36
const TOO_MANY = -39
const WONT_FIT = -40

/** Code -> number, text; the comment is what it means. */
export const dbErrors = {
    // Requests
    /** The schema has no such model, or it is one of the cloud */
    DB_UNKNOWN_MODEL: row(BAD_ARGS, 'Unknown schema model'),
    /** An item is to be made, and neither argument nor properties name a model */
    DB_NO_MODEL: row(BAD_ARGS, 'Missing model'),
    /** A query has a property that the model does not declare */
    DB_UNKNOWN_PROPERTY: row(BAD_ARGS, 'Unknown property'),
    /** A value is none of the `enum` of its field */
    DB_BAD_ENUM: row(BAD_ARGS, 'Invalid property'),
    /** A value cannot be converted to the type of its field */
    DB_BAD_TYPE: row(BAD_ARGS, 'Invalid value in property'),
    /** The request does not tell which item is meant */
    DB_NO_KEY: row(BAD_ARGS, 'Missing sort key in properties'),
    /** A property that the template of the sort key names is missing */
    DB_INCOMPLETE_KEY: row(BAD_ARGS, 'Incomplete sort key in properties'),
    /** An update or a removal has no properties, or properties are no object */
    DB_BAD_PROPERTIES: row(BAD_ARGS, 'Cannot update, bad properties'),
    /** The function of a transaction is one that waits; nothing has changed */
    DB_BAD_TRANSACTION: row(BAD_ARGS, 'Cannot run a transaction'),
    /** The schema has no such index */
    DB_BAD_INDEX: row(BAD_ARGS, 'Unsupported index'),
    /** A sort key has more bytes than `maxKey` */
    DB_KEY_TOO_LONG: row(WONT_FIT, 'Sort key too long'),
    /** An item has more bytes than `maxItem` */
    DB_ITEM_TOO_BIG: row(WONT_FIT, 'Item too big'),
    /** A sort key is empty, or no well-formed text */
    DB_BAD_KEY: row(BAD_ARGS, 'Invalid sort key'),
    /** There is an item with this key */
    DB_EXISTS: row(CANT_CREATE, 'Cannot create, item already exists'),
    /** An item to be made lacks a `required` field */
    DB_REQUIRED: row(BAD_STATE, 'Missing required property'),
    /** There is no item with this key */
    DB_NOT_FOUND: row(CANT_FIND, 'Cannot update, item does not exist'),
    /** There is no item with this key */
    DB_NO_ITEM: row(NOT_READY, 'Cannot set field, item does not exist'),
    /** Another item has the value of a `unique` field */
    DB_NOT_UNIQUE: row(ALREADY_EXISTS, 'Value is not unique'),
    /** A value does not match the `validate` pattern of its field */
    DB_INVALID: row(BAD_VALUE, 'Invalid value'),
    /** A watch was not read in time, and changes were dropped */
    DB_WATCH_OVERRUN: row(TOO_MANY, 'Watch overrun'),
    /** The database was used after `close` */
    DB_CLOSED: row(BAD_STATE, 'Database is closed'),

    // Files
    /** An option is unknown or out of its range */
    DB_BAD_OPTION: row(BAD_ARGS, 'Invalid option'),
    /** Another process, or this one, has the database open for writing */
    DB_BUSY: row(BUSY, 'Database is in use'),
    /** The database has no path */
    DB_NO_PATH: row(BAD_ARGS, 'No path to save to'),
    /** The schema is no description of models */
    DB_BAD_SCHEMA: row(CANT_LOAD, 'Invalid schema'),
    /** The schema cannot be read or parsed; the cause tells why */
    DB_NO_SCHEMA: row(CANT_READ, 'Cannot read schema'),
    /** A file to be loaded cannot be read or parsed */
    DB_CANNOT_READ: row(CANT_READ, 'Cannot read'),
    /** An item of a file cannot be made; those before it stay */
    DB_CANNOT_LOAD: row(CANT_COMPLETE, 'Cannot create item'),
    /** A file of the database cannot be opened, made or read */
    DB_CANNOT_OPEN: row(CANT_OPEN, 'Cannot open'),
    /** A file is of a format that is not known */
    DB_BAD_VERSION: row(CANT_OPEN, 'Incorrect database version'),
    /** Changes cannot be put on the disk; they are kept in memory */
    DB_CANNOT_WRITE: row(CANT_WRITE, 'Cannot write'),
    /** A migration failed; the files are as they were */
    DB_MIGRATION: row(CANT_LOAD, 'Cannot migrate'),
} as const satisfies Record<string, DbErrorRow>

/** A key of the catalogue. */
export type DbErrorCode = keyof typeof dbErrors

/** One row of the catalogue. */
export interface DbErrorRow {
    /** The code of the C face. */
    readonly error: number
    /** The text of the error, or its beginning. */
    readonly message: string
}

/** The class of all errors of the database. */
export class DbError extends CodedError<DbErrorCode> {
    override name = 'DbError'

    /** The code of the C face: `R_ERR_BAD_ARGS` and others. */
    readonly status: number

    /** `message` says which action failed, with which values. Default: the text of the catalogue. */
    constructor(code: DbErrorCode, message: string = dbErrors[code].message, options?: ErrorOptions) {
        super(code, message, options)
        this.status = dbErrors[code].error
    }
}

function row(error: number, message: string): DbErrorRow {
    return Object.freeze({ error, message })
}
