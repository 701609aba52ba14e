/*
    mime.ts -- MIME types by extension.

    The package mrmime holds the types that IANA and the browsers agree on; beside it stand those of the original agent that it
    does not know (spec web.md §16.6). No charset is added: a document says it itself, or the configuration does.
*/

import { mimes } from 'mrmime'

const others: Readonly<Record<string, string>> = {
    avi: 'video/x-msvideo',
    ico: 'image/vnd.microsoft.icon',
    patch: 'application/x-patch',
    tgz: 'application/x-tgz',
    z: 'application/compress',
}

/** Longest extension that has a type. */
const LONGEST = 16

/** Finds types. */
export class MimeTypes {
    readonly #types: Map<string, string>

    /** `configured`: types by extension with its dot; they come before all others. */
    constructor(configured: Readonly<Record<string, string>>) {
        this.#types = new Map(
            [...Object.entries(others), ...Object.entries(mimes)].map(([name, type]) => [`.${name}`, type]),
        )
        for (const [name, type] of Object.entries(configured)) {
            this.#types.set(name, type)
        }
    }

    /** The type for the extension of a path; '' when there is none, or it is not known. */
    typeOf(path: string): string {
        const dot = path.lastIndexOf('.')
        if (dot < 0 || path.length - dot > LONGEST) {
            return ''
        }
        // Of a dot in a directory what follows has a slash, and is found to have no type.
        const extension = path.slice(dot)
        return this.#types.get(extension) ?? this.#types.get(extension.toLowerCase()) ?? ''
    }
}
