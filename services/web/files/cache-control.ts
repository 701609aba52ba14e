/*
    cache-control.ts -- What caches are told about the responses of a route (RFC 9111 §5.2, spec web.md §16.10).
*/

import { formatHttpDate } from '../../../fiber/index.js'
import type { RouteSettings } from '../config/index.js'

/** The cache headers of a route. */
export class CacheControl {
    readonly #extensions: ReadonlySet<string> | null
    readonly #line: string
    /** Lines for HTTP/1.0, which has no Cache-Control; '': none, or the one for an age. */
    readonly #old: string
    /** Milliseconds until a response expires for HTTP/1.0; 0: not told. */
    readonly #age: number

    private constructor({ directives, extensions, maxAge }: RouteSettings['cache']) {
        this.#extensions = extensions === null ? null : new Set(extensions.map(name => `.${name}`))
        const parts = [directives, maxAge > 0 ? `max-age=${maxAge}` : ''].filter(part => part !== '')
        this.#line = `Cache-Control: ${parts.join(', ')}\r\n`
        const isNever = directives.includes('no-cache')
        this.#old = isNever ? 'Expires: 0\r\nPragma: no-cache\r\n' : ''
        this.#age = isNever || directives.includes('no-store') ? 0 : maxAge * 1000
    }

    /** For the settings of a route; null: nothing is told. */
    static of(settings: RouteSettings['cache']): CacheControl | null {
        return settings.maxAge > 0 || settings.directives !== '' ? new CacheControl(settings) : null
    }

    /**
     * Header lines of a response; '': none.
     *
     * @param ext - extension of the path with its dot; null: none
     * @param http10 - the request is HTTP/1.0
     * @param wall - milliseconds since 1970
     */
    lines(ext: string | null, http10: boolean, wall: number): string {
        if (this.#extensions !== null && (ext === null || !this.#extensions.has(ext))) {
            return ''
        }
        if (!http10) {
            return this.#line
        }
        const expires = this.#age === 0 ? '' : `Expires: ${formatHttpDate(wall + this.#age)}\r\n`
        return this.#line + expires + this.#old
    }
}
