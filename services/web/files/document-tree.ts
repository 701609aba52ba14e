/*
    document-tree.ts -- DocumentTree: the directory of the documents, and which of its names may be served.

    The path of a request was decoded once and normalised, so it has no `..` in whatever spelling. What is left are names with a
    dot at their beginning, which may be hidden, and symbolic links. Links are followed wherever they lead, since somebody who may
    write here has made them (spec web.md §16.1); where that is not so, `links: 'inside'` treats those that leave the directory
    as missing. That is looked up before the file is opened, so it holds against links that lie there, not against somebody who
    changes them meanwhile.
*/

import { basename, dirname, sep } from 'node:path'
import { type Fiber, FileError, realPath, statFile } from '../../../fiber/index.js'
import type { WebSettings } from '../config/index.js'
import { WebError } from '../errors.js'

/** The directory of the documents. */
export class DocumentTree {
    /** A path that ends in a link may be opened. */
    readonly followsLinks: boolean
    readonly #settings: WebSettings
    /** Absolute and without links, a separator at its end. */
    #root = ''

    constructor(settings: WebSettings) {
        this.#settings = settings
        this.followsLinks = settings.links === 'all'
    }

    /** Finds the directory. Throws `WEB_CONFIG` when there is none. */
    *open(): Fiber<void> {
        const { documents } = this.#settings
        const wanted = 'wanted a directory that can be read'
        try {
            const root = yield* realPath(documents)
            if (!(yield* statFile(root)).isDirectory()) {
                throw new WebError(
                    'WEB_CONFIG',
                    `Cannot serve documents: documents is ${JSON.stringify(documents)}, a file, ${wanted}`,
                )
            }
            this.#root = root.endsWith(sep) ? root : root + sep
        } catch (error) {
            if (!(error instanceof FileError)) {
                throw error
            }
            throw new WebError(
                'WEB_CONFIG',
                `Cannot serve documents: documents is ${JSON.stringify(documents)}, ${wanted}`,
                { cause: error },
            )
        }
    }

    /** The name of the file that a path means: for a directory that of its index. */
    nameOf(path: string): string {
        return path.endsWith('/') ? path + this.#settings.index : path
    }

    /** The file of a name below the root; null: no such file is served. */
    placeOf(name: string): string | null {
        // Names with a zero byte cannot exist; asking the system for one is an error.
        if (!name.startsWith('/') || name.includes('\0') || (!this.#settings.dotFiles && isHidden(name))) {
            return null
        }
        return this.#root + name.slice(1)
    }

    /** Waits for the file that is to be opened for reading in place of `place`; null: it is not served. Throws a `FileError`. */
    *readable(place: string): Fiber<string | null> {
        if (this.followsLinks) {
            return place
        }
        const real = yield* realPath(place)
        return real.startsWith(this.#root) ? real : null
    }

    /**
     * Waits for the file that is to be written or removed in place of `place`; null: it is not to be. It need not be there, its
     * directory must. Throws a `FileError`.
     */
    *writable(place: string): Fiber<string | null> {
        if (this.followsLinks) {
            return place
        }
        const directory = yield* realPath(dirname(place))
        const real = directory.endsWith(sep) ? directory : directory + sep
        return real.startsWith(this.#root) ? real + basename(place) : null
    }
}

/** Whether a file or a directory above it has a name with a dot at its beginning; `.well-known` is there to be seen (RFC 8615). */
function isHidden(name: string): boolean {
    return name.includes('/.') && name.split('/').some(segment => segment.startsWith('.') && segment !== '.well-known')
}
