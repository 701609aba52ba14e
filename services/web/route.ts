/*
    route.ts -- WebRoute: one route as it is used, with everything that can be known of its requests beforehand.
*/

import type { DigestAlgorithm, RouteSettings } from './config/index.js'
import { CacheControl } from './files/index.js'

const ALL = 0
const BELOW = 1
const EXACT = 2

/** Which requests, and who serves them. */
export class WebRoute {
    readonly match: string
    readonly handler: string
    /** Methods that are served, in the order in which they are configured. */
    readonly methods: ReadonlySet<string>
    /** Role or ability that the user must have; null: none. */
    readonly role: string | null
    readonly authType: 'basic' | 'digest' | null
    readonly algorithm: DigestAlgorithm | null
    readonly redirect: string | null
    readonly trim: string | null
    readonly stream: boolean
    /** Parts of multipart requests become files and variables before the handler runs. */
    readonly uploads: boolean
    readonly validate: boolean
    readonly xsrf: boolean
    readonly compressed: boolean
    /** What caches are told; null: nothing. */
    readonly cache: CacheControl | null
    /** The handler is `action`. */
    readonly isAction: boolean
    /** Value of `Allow`. */
    readonly allow: string
    /** Nothing stands between the route and its handler: no role, no redirect, no trim, no check. */
    readonly isPlain: boolean
    readonly #kind: number
    readonly #takesGet: boolean

    /** `methods` are those of the host. */
    constructor(settings: RouteSettings, methods: readonly string[]) {
        const { match, handler, role, redirect, trim, validate, xsrf } = settings
        this.match = match
        this.handler = handler
        this.methods = new Set(settings.methods ?? methods)
        this.role = role === 'public' ? null : role
        this.authType = settings.authType
        this.algorithm = settings.algorithm
        this.redirect = redirect
        this.trim = trim
        this.stream = settings.stream
        this.uploads = settings.uploads
        this.validate = validate
        this.xsrf = xsrf
        this.compressed = settings.compressed
        this.cache = CacheControl.of(settings.cache)
        this.isAction = handler === 'action'
        this.allow = [...this.methods].join(', ')
        this.isPlain = this.role === null && redirect === null && trim === null && !validate && !xsrf
        this.#kind = match === '' ? ALL : match.length > 1 && match.endsWith('/') ? BELOW : EXACT
        this.#takesGet = this.methods.has('GET')
    }

    /** Whether a path is one of this route (spec web.md §11.1). */
    matches(path: string): boolean {
        return this.#kind === ALL || (this.#kind === EXACT ? path === this.match : path.startsWith(this.match))
    }

    /** Whether a method is served. */
    serves(method: string): boolean {
        return method === 'GET' ? this.#takesGet : this.methods.has(method)
    }
}
