/*
    load-options.ts -- LoadOptions: where the configuration is, and what goes before it.
*/

import type { PlainObject } from './plain-object.js'

/** An application that brings its own configuration and site. */
export interface Application {
    /** Directory of its configuration. */
    readonly config?: string
    /** Directory of its site. */
    readonly site?: string
}

/** A value that goes before the configuration, and who gave it. */
export interface Override {
    /** Names of the property, from the top. */
    readonly path: readonly string[]
    readonly value: unknown
    /** An option such as `--profile`, or `environment IOTO_ID`. */
    readonly source: string
}

/** How the configuration is loaded. */
export interface LoadOptions {
    /** Directory of the configuration (`--config`). */
    readonly config?: string
    /** The primary file (`--ioto`). Default `@config/ioto.json5`. */
    readonly ioto?: string
    /** The state directory (`--state`); goes before `directories.state`. Default `state`. */
    readonly state?: string
    /** The profile that conditional sets see (`--profile`); goes before the configured one. */
    readonly profile?: string
    /** What comes with the application that is run; goes before the current directory and the state directory. */
    readonly application?: Application
    /** What there is when nobody has made a configuration or a site. */
    readonly fallback?: Application
    /** Leaves provision.json5 out (`--reset`). */
    readonly reset?: boolean
    /** Values that go before those of the files. */
    readonly overrides?: readonly Override[]
    /** May change the merged configuration before it is checked and used. */
    readonly change?: (config: PlainObject) => void
}
