/*
    endpoint.ts -- Endpoints: where to listen, or connect to, as text (spec web.md §3.1).
*/

/** `[scheme://][host][:port]` taken apart. */
export interface Endpoint {
    /** Lower or upper case as given; empty: none. */
    readonly scheme: string
    /** A name or numeric address, IPv6 without brackets; empty: all interfaces, IPv4 and IPv6. */
    readonly host: string
    /** 0: any free port. */
    readonly port: number
    /** The scheme is `https`, `wss`, `mqtts` or `tls`. */
    readonly secure: boolean
}
