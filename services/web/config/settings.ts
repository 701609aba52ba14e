/*
    settings.ts -- The configuration, as it is given and as it is used.
*/

/** A size: bytes, or text such as `'64K'`, `'10MB'`, `'unlimited'`. */
export type Size = number | string

/** A time: seconds, or text such as `'5 mins'`, `'1 hour'`, `'never'`. */
export type Duration = number | string

/** Algorithms of Digest authentication. */
export type DigestAlgorithm = 'MD5' | 'SHA-256' | 'SHA-512-256'

/** One route: which requests, and who serves them. The first that matches is taken. All properties: docs/reference/web-config.md. */
export interface RouteConfig {
    readonly match?: string
    readonly handler?: string
    readonly methods?: readonly string[] | string
    readonly stream?: boolean
    readonly role?: string
    readonly authType?: 'basic' | 'digest'
    readonly algorithm?: DigestAlgorithm
    readonly redirect?: string
    readonly trim?: string
    readonly uploads?: boolean
    readonly validate?: boolean
    readonly xsrf?: boolean
    readonly compressed?: boolean
    readonly cache?: {
        readonly directives?: string
        readonly extensions?: readonly string[]
        readonly maxAge?: Duration
    }
}

/** One redirect of the site. */
export interface RedirectConfig {
    readonly from?: string
    readonly to: string
    readonly status?: number
}

/** The configuration of a `WebHost`. All properties, with their defaults: docs/reference/web-config.md. */
export interface WebConfig {
    readonly accessLog?: {
        readonly files?: Size
        readonly format?: 'common' | 'combined' | 'json'
        readonly path?: string
        readonly size?: Size
    }
    readonly auth?: {
        readonly algorithm?: DigestAlgorithm
        readonly authType?: 'basic' | 'digest'
        readonly login?: string
        readonly logout?: string
        readonly realm?: string
        readonly requireTlsForBasic?: boolean
        readonly roles?: Readonly<Record<string, readonly string[]>> | readonly string[]
        readonly secret?: string
        readonly throttle?: {
            readonly attempts?: Size
            readonly delay?: Duration
            readonly entries?: Size
            readonly lockout?: Duration
        }
        readonly track?: boolean
        readonly users?: Readonly<Record<string, { readonly password?: string; readonly role?: string }>>
    }
    readonly atomicPut?: boolean
    readonly documents?: string
    readonly dotFiles?: boolean
    readonly fiberBlocks?: boolean
    readonly group?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly index?: string
    readonly limits?: {
        readonly addressBurst?: Size
        readonly addressConnections?: Size
        readonly addressRate?: Size
        readonly body?: Size
        readonly buffer?: Size
        readonly cache?: Size
        readonly connections?: Size
        readonly digest?: Size
        readonly header?: Size
        readonly maxFrame?: Size
        readonly maxMessage?: Size
        readonly requests?: Size
        readonly sessions?: Size
        readonly upload?: Size
        readonly uploads?: Size
        readonly variables?: Size
    }
    readonly links?: 'all' | 'inside'
    readonly listen?: readonly string[]
    readonly mime?: Readonly<Record<string, string>>
    readonly name?: string
    readonly proxies?: readonly string[]
    readonly redirect?: readonly RedirectConfig[]
    readonly routes?: readonly RouteConfig[]
    readonly sessions?: { readonly cookie?: string; readonly httpOnly?: boolean; readonly sameSite?: string }
    readonly signatures?: { readonly enable?: boolean; readonly path?: string; readonly strict?: boolean }
    readonly statistics?: { readonly path?: string; readonly role?: string }
    readonly timeouts?: {
        readonly body?: Duration
        readonly digest?: Duration
        readonly header?: Duration
        readonly inactivity?: Duration
        readonly parse?: Duration
        readonly request?: Duration
        readonly session?: Duration
    }
    readonly upload?: { readonly dir?: string; readonly remove?: boolean }
    readonly user?: string
    readonly webSockets?: {
        readonly compress?: boolean
        readonly enable?: boolean
        readonly ping?: Duration
        readonly protocol?: string
        readonly validateUTF?: boolean
    }
}

/** TLS of the `https` endpoints. Paths are relative to the process, `@name` stands for a registered directory. */
export interface WebTlsConfig {
    readonly authority?: string
    readonly certificate?: string
    readonly ciphers?: readonly string[] | string
    readonly key?: string
    readonly verify?: { readonly client?: boolean; readonly issuer?: boolean }
}

/**
 * A whole configuration file: the server's web.json5, or the agent's configuration (spec web.md §2.1). What else is in it belongs
 * to others.
 */
export interface WebConfigFile {
    readonly web: WebConfig
    readonly tls?: WebTlsConfig
    readonly log?: { readonly show?: string }
    /** `dev`: responses to requests whose handler failed show the error. */
    readonly profile?: string
}

/** A route as it is used. */
export interface RouteSettings {
    readonly match: string
    readonly handler: string
    /** Null: those of the host. */
    readonly methods: readonly string[] | null
    readonly stream: boolean
    readonly role: string | null
    readonly authType: 'basic' | 'digest' | null
    readonly algorithm: DigestAlgorithm | null
    readonly redirect: string | null
    readonly trim: string | null
    readonly uploads: boolean
    readonly validate: boolean
    readonly xsrf: boolean
    readonly compressed: boolean
    /** `maxAge` in seconds; `extensions` null: all. */
    readonly cache: {
        readonly directives: string
        readonly extensions: readonly string[] | null
        readonly maxAge: number
    }
}

/** A redirect as it is used. */
export interface RedirectSettings {
    /** Null: every request. */
    readonly from: string | null
    readonly to: string
    readonly status: number
}

/** A user as it is configured. */
export interface UserSettings {
    /** Null: none, and the user is skipped. */
    readonly password: string | null
    readonly role: string
}

/** Lists of roles and abilities by the name of their role, or names of which each has all before it. */
export type RoleSettings = ReadonlyMap<string, readonly string[]> | readonly string[]

/** The configuration as it is used: complete, sizes in bytes, times in milliseconds where nothing else is said. */
export interface WebSettings {
    readonly accessLog: {
        readonly files: number
        readonly format: 'common' | 'combined' | 'json'
        /** Null: there is none. */
        readonly path: string | null
        readonly size: number
    }
    readonly auth: {
        readonly algorithm: DigestAlgorithm
        readonly authType: 'basic' | 'digest'
        readonly login: string | null
        readonly logout: string | null
        readonly realm: string | null
        readonly requireTlsForBasic: boolean
        readonly roles: RoleSettings | null
        readonly secret: string | null
        readonly throttle: {
            /** 0: nothing is throttled. */
            readonly attempts: number
            readonly delay: number
            readonly entries: number
            readonly lockout: number
        }
        readonly track: boolean
        readonly users: ReadonlyMap<string, UserSettings>
    }
    readonly atomicPut: boolean
    readonly documents: string
    readonly dotFiles: boolean
    readonly fiberBlocks: boolean
    readonly group: string
    readonly headers: Readonly<Record<string, string>>
    readonly index: string
    readonly limits: {
        readonly addressBurst: number
        readonly addressConnections: number
        readonly addressRate: number
        readonly body: number
        readonly buffer: number
        readonly cache: number
        readonly connections: number
        readonly digest: number
        readonly header: number
        readonly maxFrame: number
        readonly maxMessage: number
        readonly requests: number
        readonly sessions: number
        readonly upload: number
        /** 0: no limit. */
        readonly uploads: number
        readonly variables: number
    }
    readonly links: 'all' | 'inside'
    readonly listen: readonly string[]
    readonly mime: Readonly<Record<string, string>>
    readonly name: string | null
    readonly proxies: readonly string[]
    readonly redirect: readonly RedirectSettings[]
    readonly routes: readonly RouteSettings[]
    readonly sessions: { readonly cookie: string; readonly httpOnly: boolean; readonly sameSite: string }
    readonly signatures: { readonly enable: boolean; readonly path: string | null; readonly strict: boolean }
    /** `path` null: there is none. */
    readonly statistics: { readonly path: string | null; readonly role: string }
    readonly timeouts: {
        readonly body: number
        /** Seconds. */
        readonly digest: number
        readonly header: number
        readonly inactivity: number
        readonly parse: number
        readonly request: number
        readonly session: number
    }
    /** `dir` null: the directory of the system. */
    readonly upload: { readonly dir: string | null; readonly remove: boolean }
    readonly user: string
    readonly webSockets: {
        readonly compress: boolean
        readonly enable: boolean
        readonly ping: number
        readonly protocol: string
        readonly validateUTF: boolean
    }
}

/** `tls` as it is used. */
export interface WebTlsSettings {
    readonly authority: string | null
    readonly certificate: string | null
    readonly ciphers: readonly string[] | null
    readonly key: string | null
    readonly verify: { readonly client: boolean; readonly issuer: boolean }
}
