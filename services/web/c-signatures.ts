/*
    c-signatures.ts -- Validation under C names. Source: spec web.md §19.
*/

import {
    isNull,
    type Nullable,
    type Pointer,
    R_ERR_BAD_ARGS,
    R_ERR_CANT_WRITE,
    stringOf,
} from '../../fiber/compat/index.js'
import type { Fiber, RBuf } from '../../fiber/index.js'
import type { Json } from '../json/index.js'
import { outcomeOf } from './c-outcome.js'
import { answerFault } from './failure.js'
import { validateData, validateJson, validateSignature } from './signature/index.js'
import type { Web } from './web.js'

/** Holds the request against its signature. False: it does not fit, which was answered. */
export function webValidateRequest(web: Web, _path: Pointer<string>): Fiber<boolean> {
    return accepted(web, null, () => {
        web.validateRequest()
        return ''
    })
}

/** The same with the signature under `CONTROLLER.ACTION`. */
export function webValidateControllerAction(web: Web, controller: string, action: string): Fiber<boolean> {
    return accepted(web, null, () => {
        web.validateControllerAction(controller, action)
        return ''
    })
}

/** The same. */
export const webCheckRequest: typeof webValidateControllerAction = webValidateControllerAction

/**
 * Holds a tree, below the node `jid`, against the signature under `sigKey`; NULL: the block `tag` of that of the request.
 *
 * @param buf gets what may go out; NULL: the tree gets default values
 * @returns false: it does not fit, which was answered
 */
export function webValidateJson(
    web: Web,
    buf: Pointer<RBuf>,
    json: Pointer<Json>,
    jid: number,
    sigKey: Pointer<string>,
    tag: Pointer<string>,
): Fiber<boolean> {
    const options = { key: stringOf(sigKey), tag: stringOf(tag) ?? 'response' }
    return accepted(web, buf, () => validateJson(web, treeOf(json), jid, options, !isNull(buf)))
}

/** The same with text: JSON where the signature wants an object or an array, else one value, which goes out as text in quotes. */
export function webValidateData(
    web: Web,
    buf: Pointer<RBuf>,
    data: Pointer<string>,
    sigKey: Pointer<string>,
    tag: Pointer<string>,
): Fiber<boolean> {
    const options = { key: stringOf(sigKey), tag: stringOf(tag) ?? 'response' }
    return accepted(web, buf, () => validateData(web, stringOf(data), options))
}

/** The same as webValidateJson against the block with the id `sid`, which is nested `depth` deep. */
export function webValidateSignature(
    web: Web,
    buf: Pointer<RBuf>,
    json: Pointer<Json>,
    jid: number,
    sid: number,
    depth: number,
    tag: Pointer<string>,
): Fiber<boolean> {
    const name = stringOf(tag) ?? 'response'
    return accepted(web, buf, () => validateSignature(web, treeOf(json), jid, sid, depth, name, !isNull(buf)))
}

/**
 * Writes what may go out of a tree, and has the response buffered. Sets no type, and does not complete the response.
 *
 * @returns bytes, R_ERR_BAD_ARGS for what does not fit or has no signature, which was answered, other negative values on errors
 */
export function webWriteValidatedJson(web: Web, json: Pointer<Json>, sigKey: Pointer<string>): Fiber<number> {
    return written(web, () => web.writeValidatedJson(treeOf(json), stringOf(sigKey)))
}

/** The same with text: JSON where the signature wants an object or an array, else one value, which goes out as text in quotes. */
export function webWriteValidatedData(web: Web, data: Pointer<string>, sigKey: Pointer<string>): Fiber<number> {
    return written(web, () => web.writeValidatedData(stringOf(data), stringOf(sigKey)))
}

function treeOf(json: Pointer<Json>): Nullable<Json> {
    return isNull(json) ? null : json
}

/** Runs a check, and answers what does not fit. */
function* accepted(web: Web, buf: Pointer<RBuf>, check: () => string): Fiber<boolean> {
    let text: string
    try {
        text = check()
    } catch (error) {
        yield* answer(web, error)
        return false
    }
    if (!isNull(buf)) {
        buf.putText(text)
    }
    return true
}

function* written(web: Web, write: () => Fiber<number>): Fiber<number> {
    let result = R_ERR_BAD_ARGS
    return yield* outcomeOf(web, R_ERR_CANT_WRITE, function* () {
        try {
            result = yield* write()
        } catch (error) {
            yield* answer(web, error)
        }
        return result
    })
}

/** Answers data that does not fit; throws any other error. Nothing can be added to the answer. */
function* answer(web: Web, error: unknown): Fiber<void> {
    if (web.connection.broken || !answerFault(web.connection, error)) {
        throw error
    }
    yield* web.finalize()
    yield* web.connection.tellHook()
}
