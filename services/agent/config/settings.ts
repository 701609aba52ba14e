/*
    settings.ts -- The configuration of the agent as it is used: complete, times in milliseconds, sizes in bytes.
*/

/** How the device gets its ID. */
export type Serialization = 'auto' | 'factory' | 'none'

/** What the agent itself uses of its configuration. Null: not configured. */
export interface AgentSettings {
    readonly app: string
    readonly api: { readonly builder: string; readonly serialize: string | null }
    readonly database: {
        readonly maxJournalAge: number
        readonly maxJournalSize: number
        readonly path: string
        readonly schema: string
        readonly service: number
    }
    readonly device: {
        readonly account: string | null
        readonly description: string | null
        readonly id: string | null
        readonly model: string | null
        readonly name: string | null
        readonly product: string | null
    }
    readonly limits: { readonly fibers: number }
    readonly log: {
        readonly format: string
        readonly path: string
        readonly show: string
        readonly sources: string
        readonly types: string
    }
    readonly profile: string
    readonly provision: { readonly id: string | null; readonly accountId: string | null; readonly registered: boolean }
    readonly reload: boolean
    readonly safeMode: { readonly crashes: number; readonly within: number }
    readonly scripts: { readonly reset: string | null }
    readonly services: {
        readonly ai: boolean
        readonly database: boolean | null
        readonly keys: boolean
        readonly logs: boolean
        readonly mqtt: boolean
        readonly provision: boolean | null
        readonly register: boolean | null
        readonly serialize: Serialization | null
        readonly shadow: boolean
        readonly sync: boolean
        readonly test: boolean
        readonly update: boolean
        readonly web: boolean | null
    }
    readonly mqtt: {
        readonly alpn: string | null
        readonly authority: string | null
        readonly certificate: string | null
        readonly delay: number
        readonly endpoint: string | null
        readonly jitter: number
        readonly key: string | null
        readonly port: number
        readonly schedule: string | null
        readonly timeout: number
    }
    readonly sparePorts: number
    readonly supervise: { readonly restarts: number; readonly stop: boolean; readonly within: number }
    readonly timeouts: { readonly stop: number }
    readonly version: string
}
