/*
    documents.ts -- Documents: serves the files below a directory (spec web.md §16).

        GET, HEAD, POST    the document that the path means, or a part of it
        PUT, DELETE        change it: document-writer.ts
        others             405

    What is in memory and was looked at within the last second is answered without a wait and in one write. Else a fiber finds it
    (document-finder.ts), and what is too large for memory is sent piece by piece (send-file.ts).
*/

import { type Blocking, type Fiber, type File, openFile } from '../../../fiber/index.js'
import { encodePath, encodeUrl, normalizePath, resolveRanges } from '../../http/index.js'
import type { WebSettings } from '../config/index.js'
import { notFound } from '../not-found.js'
import { redirectRequest } from '../redirect.js'
import type { Web } from '../web.js'
import { acceptedCodings, codings, plain } from './codings.js'
import { Document } from './document.js'
import { DocumentFinder, verdictOf } from './document-finder.js'
import { DocumentTree } from './document-tree.js'
import { DocumentWriter } from './document-writer.js'
import { drain } from './drain.js'
import { sendFile } from './send-file.js'
import { isGreedy, sendRanges } from './send-ranges.js'

const NOTHING: Buffer = Buffer.alloc(0)

/** Methods that a document has, if its route has them; OPTIONS is answered before. */
const served: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'])

/** The documents of a host. */
export class Documents {
    readonly #tree: DocumentTree
    readonly #finder: DocumentFinder
    readonly #writer: DocumentWriter

    constructor(settings: WebSettings) {
        this.#tree = new DocumentTree(settings)
        this.#finder = new DocumentFinder(this.#tree, settings)
        this.#writer = new DocumentWriter(this.#tree, this.#finder, settings)
    }

    /** Bytes of documents in memory. */
    get cached(): number {
        return this.#finder.cached
    }

    /** Finds the directory. Throws `WEB_CONFIG` when there is none. */
    open(): Fiber<void> {
        return this.#tree.open()
    }

    /** Forgets what is in memory. */
    close(): void {
        this.#finder.clear()
    }

    /** The MIME type for the extension of a path; '' when there is none. */
    typeOf(path: string): string {
        return this.#finder.typeOf(path)
    }

    /** Answers a request. Returns what is to be run; nothing: the answer is complete. */
    serve(web: Web): Blocking<unknown> | undefined {
        const { method } = web
        if (method === 'GET' || method === 'HEAD' || method === 'POST') {
            return web.route?.compressed ? this.#serveSmallest(web) : this.#servePlain(web)
        }
        if (method === 'PUT') {
            return this.#writer.put(web)
        }
        if (method === 'DELETE') {
            return this.#writer.remove(web)
        }
        // RFC 9110 §15.5.6: a 405 must say what is allowed
        web.addHeader('Allow', [...(web.route?.methods ?? [])].filter(name => served.has(name)).join(', '))
        web.connection.refuse('WEB_METHOD_FILE')
        return undefined
    }

    #servePlain(web: Web): Blocking<unknown> | undefined {
        const document = this.#finder.get(web.path)
        if (document === undefined || !this.#finder.isFresh(document, web.connection.started)) {
            return this.#serveFound(web, 0)
        }
        return this.#answer(web, document, null)
    }

    /** Answers with the first of the accepted codings that there is. */
    #serveSmallest(web: Web): Blocking<unknown> | undefined {
        web.reply.preset += 'Vary: Origin, Accept-Encoding\r\n'
        const accepted = acceptedCodings(web.getHeader('accept-encoding'))
        let missing = 0
        for (const coding of codings) {
            if (coding !== plain && (accepted & coding.bit) === 0) {
                continue
            }
            const document = this.#finder.get(keyOf(web.path, coding.name))
            if (document === undefined) {
                // Nothing is remembered of a file that is not there; but the document that was sent instead remembers.
                missing |= coding.bit
            } else if (
                !this.#finder.isFresh(document, web.connection.started) ||
                (document.without & missing) !== missing
            ) {
                break
            } else {
                return this.#answer(web, document, null)
            }
        }
        return this.#serveFound(web, accepted)
    }

    /** Looks on the disk, for `accepted` codings first. */
    *#serveFound(web: Web, accepted: number): Fiber<void> {
        let without = 0
        for (const coding of codings) {
            if (coding !== plain && (accepted & coding.bit) === 0) {
                continue
            }
            const found = yield* this.#finder.find(keyOf(web.path, coding.name), web.path, coding)
            if (found instanceof Document) {
                found.without = without
                yield* this.#answerFound(web, found)
                return
            }
            without |= coding.bit
            if (coding !== plain) {
                continue
            }
            if (found === 'directory') {
                yield* redirectToDirectory(web)
            } else if (found === 'missing') {
                yield* notFound(web, 'WEB_NO_DOCUMENT')
            } else {
                web.connection.refuse('WEB_UNREADABLE')
            }
        }
    }

    *#answerFound(web: Web, document: Document): Fiber<void> {
        const file = document.take()
        try {
            const work = this.#answer(web, document, file)
            if (work !== undefined) {
                yield* work
            }
        } finally {
            file?.close()
        }
    }

    /** Answers with a document. `file` is its open file; null: it is not open. */
    #answer(web: Web, document: Document, file: File | null): Blocking<unknown> | undefined {
        const { reply, conditions, method } = web
        if (conditions !== null) {
            if (method !== 'POST' && conditions.isUnchanged(document)) {
                reply.status = 304
                reply.sendMade(document.unchangedFields, '', NOTHING)
                return undefined
            }
            const specs = conditions.rangesOf(document)
            if (specs !== null) {
                const ranges = resolveRanges(specs, document.size)
                if (ranges === null) {
                    // RFC 9110 §15.5.17
                    reply.addHeader('Content-Range', `bytes */${document.size}`)
                    web.connection.refuse('WEB_RANGE')
                    return undefined
                }
                if (!isGreedy(ranges, document.size)) {
                    if (needsFile(web, document) && file === null) {
                        return this.#reopen(web, document)
                    }
                    return sendRanges(web, document, ranges, file)
                }
            }
        }
        if (needsFile(web, document)) {
            return file === null ? this.#reopen(web, document) : sendFile(web, file, 0, document.size, document.fields)
        }
        if (document.bytes === null) {
            reply.sendMade(document.fields, document.text ?? '', NOTHING)
            return undefined
        }
        reply.sendFramed(document.fields, document.bytes)
        return web.connection.socket.congested ? drain(web) : undefined
    }

    /** Answers with a document that is not in memory, and as which its file may not be any more. */
    *#reopen(web: Web, document: Document): Fiber<void> {
        let file: File
        try {
            file = yield* openFile(document.file, this.#tree.followsLinks)
        } catch (error) {
            this.#finder.forget(document)
            if (verdictOf(error) === 'missing') {
                yield* notFound(web, 'WEB_NO_DOCUMENT')
            } else {
                web.connection.refuse('WEB_UNREADABLE')
            }
            return
        }
        try {
            const stats = yield* file.stat()
            let present = document
            if (!document.isCurrent(stats)) {
                // What is sent now must not bear the name of what was there.
                this.#finder.forget(document)
                if (!stats.isFile()) {
                    yield* notFound(web, 'WEB_NO_DOCUMENT')
                    return
                }
                present = document.renewed(stats)
            }
            const work = this.#answer(web, present, file)
            if (work !== undefined) {
                yield* work
            }
        } finally {
            file.close()
        }
    }
}

/** What a document in a coding is found by in memory. */
function keyOf(path: string, coding: string): string {
    return coding === '' ? path : coding + path
}

/** Whether bytes are sent that are not in memory. */
function needsFile(web: Web, document: Document): boolean {
    return !document.inMemory && web.method !== 'HEAD'
}

/**
 * A directory is served under the name with a slash (spec web.md §16.2): the one that the client knows, without what the route
 * trims. It begins with one slash only, for two would begin the name of another server.
 */
function redirectToDirectory(web: Web): Fiber<void> {
    const path = normalizePath(web.url) ?? web.path
    const query = web.query === null ? '' : `?${encodeUrl(web.query)}`
    const hash = web.hash === null ? '' : `#${encodeUrl(web.hash)}`
    return redirectRequest(web, 301, `${encodePath(path)}/${query}${hash}`)
}
