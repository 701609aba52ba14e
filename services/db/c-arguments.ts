/*
    c-arguments.ts -- Arguments and failures of the C face.
*/

import { isNull, type Pointer, R_ERR_BAD_ARGS } from '../../fiber/compat/index.js'
import { Logger } from '../../fiber/index.js'
import { type Json, JsonError } from '../json/index.js'
import { DB_INMEM, DB_NODELAY } from './constants.js'
import { Db } from './db.js'
import { LENIENT } from './engine.js'
import { DbError } from './errors.js'
import type { DbParams } from './params.js'
import type { DbProps } from './values.js'

const log = new Logger('db')

/** A predicate of C: it is given the tree of the item, the id of its root, and `arg`. */
export type CWhere = (json: Json, nid: number, arg: unknown) => boolean | number

/** Parameters as C code makes them: `DB_PARAMS({limit: 1})`. */
export interface CParams extends Omit<DbParams, 'where' | 'lenient'> {
    readonly where?: CWhere | null | 0
}

/** Properties as C code makes them. */
export type CProps = Pointer<Exclude<DbProps, null | undefined>>

/** The parameters of a request. */
export function paramsOf(params: Pointer<CParams>): DbParams {
    if (isNull(params)) {
        return LENIENT
    }
    const ms = intOf(params.delay)
    const { upsert, limit, next, where, index, reverse, mem, bypass, log, arg } = params
    return {
        ...{ upsert: Boolean(upsert), limit: Math.max(0, intOf(limit)), next: textOf(next), index: textOf(index) },
        ...{ reverse: Boolean(reverse), mem: Boolean(mem), delay: ms < DB_INMEM ? DB_NODELAY : ms },
        ...{ bypass: Boolean(bypass), log: Boolean(log), lenient: true, arg },
        where: typeof where === 'function' ? item => where(item.json, 0, arg) : null,
    }
}

/** An int of C. */
function intOf(value: number | undefined): number {
    return typeof value === 'number' && Number.isFinite(value) ? Math.trunc(value) : 0
}

/** A text of C; NULL is null, undefined or 0. */
function textOf(value: string | null | undefined): string | null {
    return typeof value === 'string' ? value : null
}

/** The properties of a request. */
export function propsOf(props: CProps): DbProps {
    return typeof props === 'object' ? props : null
}

/** The name of a model. */
export function nameOf(name: Pointer<string>): string | null {
    return typeof name === 'string' && name !== '' ? name : null
}

/**
 * What a call gives, or else `failed`: `dbGetError` has the message then, and `code` the code. A NULL database fails.
 */
export function attempt<T, F>(db: Pointer<Db>, call: (db: Db) => T, failed: F): T | F {
    if (!(db instanceof Db)) {
        return failed
    }
    db.error = null
    try {
        return call(db)
    } catch (error) {
        if (!(error instanceof DbError || error instanceof JsonError)) {
            throw error
        }
        db.error = error.message
        db.code = error instanceof DbError ? error.status : R_ERR_BAD_ARGS
        log.trace(error.message)
        return failed
    }
}
