/*
    signatures.ts -- Signatures: what requests and responses of an API look like, from a file (spec web.md §19.1).

        { user: { login: { request: { fields: { name: { type: 'string', required: true } }, hasRequired: true }, response: null } } }

    They stay a tree, whose nodes ported code knows by their ids.
*/

import { expandPath } from '../../../fiber/index.js'
import { normalizePath } from '../../http/index.js'
import { JSON_OBJECT, Json } from '../../json/index.js'
import { WebError } from '../errors.js'
import type { WebRequest } from '../web-request.js'

/** Whether a key has nothing but separators, and so would be the whole file. */
const isBare = (key: string): boolean => /^[.[\]\s]*$/.test(key)

/** The signatures of a host. */
export class Signatures {
    readonly tree: Json
    /** What has no signature is refused. */
    readonly isStrict: boolean

    constructor(tree: Json, isStrict: boolean) {
        this.tree = tree
        this.isStrict = isStrict
    }

    /** Reads a file. Throws `WEB_CONFIG`. */
    static load(path: string | null, isStrict: boolean): Signatures {
        const wanted = 'wanted a JSON5 file with an object'
        if (path === null) {
            throw new WebError('WEB_CONFIG', `Cannot use the signatures: web.signatures.path is missing, ${wanted}`)
        }
        let tree: Json
        try {
            tree = Json.parseFile(expandPath(path))
        } catch (cause) {
            const reason = cause instanceof Error ? cause.message : String(cause)
            throw new WebError('WEB_CONFIG', `Cannot use the signatures: ${reason}`, { cause })
        }
        if (tree.getType(null) !== JSON_OBJECT) {
            throw new WebError('WEB_CONFIG', `Cannot use the signatures: ${path} has none, ${wanted}`)
        }
        tree.lock = true
        return new Signatures(tree, isStrict)
    }

    /** Id of the node under a key such as `user.login`; -1: there is none. */
    find(key: string): number {
        return isBare(key) ? -1 : this.tree.getId(key)
    }

    /** Id of the property of a node, or -1 (also below -1). */
    below(sid: number, name: string): number {
        return sid < 0 ? -1 : this.tree.getId(name, sid)
    }

    /**
     * Id of the node for a request; -1: there is none (spec web.md §19.2). The path is the one by which actions are found: were it the
     * one that was sent, `/api/x/../login` would be a request without signature.
     */
    ofRequest({ url, route }: WebRequest): number {
        const path = normalizePath(url)
        return path === null || route === null ? -1 : this.find(path.slice(route.match.length).replaceAll('/', '.'))
    }
}
