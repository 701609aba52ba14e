/*
    wire.ts -- Wire: what a transport (TCP, TLS, memory) offers to a Socket.

    A wire is not for applications: it has callbacks, no fibers, and one user at a time, its sink. Guarantees:

    - Nothing is reported before `start`, and nothing inside `start`.
    - `ended` comes after the last `data`; `closed` comes once, last of all, also after the user's own `destroy`.
    - Sink methods are called from event callbacks, never from inside a method of the wire.
    - What `write` takes is delivered in order; `end` is an end behind it.
*/

/** One end of a connection. IPv4-mapped IPv6 addresses are given as IPv4. */
export interface Address {
    /** Numeric. Of wires that are no network: a name. */
    readonly address: string
    /** 0: none. */
    readonly port: number
    /** 0: no network. */
    readonly family: 4 | 6 | 0
}

/** What is known of a secure connection. */
export interface Security {
    /** For example `TLSv1.3`. */
    readonly protocol: string
    /** Name of the cipher suite, as the provider calls it. */
    readonly cipher: string
    /** The application protocol that was agreed upon; null: none. */
    readonly alpn: string | null
    /** The name that the client asked for (SNI); null: none. */
    readonly serverName: string | null
    /** Whether the peer's certificate was checked and found good. False where none was asked for. */
    readonly authorized: boolean
    /** The peer's certificate, DER; null: none was given. */
    readonly peerCertificate: Uint8Array | null
    /** The session was resumed from an earlier one. */
    readonly reused: boolean
    /** A session for later connections to the same server; null: none (yet). TLS 1.3 servers send it after the handshake. */
    session(): Uint8Array | null
}

/** Text encodings that a wire takes. */
export type TextEncoding = 'latin1' | 'utf8'

/** Who uses a wire. */
export interface WireSink {
    /**
     * Bytes came in: `bytes[0 ... length)`. They lie in a buffer of the wire, often one that all wires share, and are gone
     * when this returns; what is behind `length` is not meant. Returns false to stop reading, until `resume`. The wire may
     * deliver what it already has all the same.
     */
    data(bytes: Buffer, length: number): boolean
    /** After `write` said false: there is room again, and all that was written has left (`pending` is 0). */
    drained(): void
    /** The peer has ended its side. */
    ended(): void
    /** All is over. `error` is the cause, null after an orderly end or the user's own `destroy`. */
    closed(error: Error | null): void
}

/** A two-way connection of bytes. */
export interface Wire {
    /** The peer's address; null where there is none. */
    readonly remote: Address | null
    /** The own address; null where there is none. */
    readonly local: Address | null
    /** Null for a wire that is not secure. */
    readonly security: Security | null
    /** Descriptor of the system, for people who look for it; -1 or missing: there is none, or it is not known. */
    readonly fd?: number
    /** Bytes written that the operating system, or whatever lies below, has not taken. */
    readonly pending: number

    /** Begins to report to `sink`, and to read. Once more: from here on it is another one's. */
    start(sink: WireSink): void

    /** Stops reading, so that the peer is held back. */
    pause(): void

    /** Reads again after `pause`, or after `data` returned false. */
    resume(): void

    /**
     * Sends. Bytes must not change until `pending` is 0. `more`: another write follows at once, keep this one for it.
     * Returns false when the queue is above the mark of the wire: `drained` follows.
     */
    write(data: string | Uint8Array, encoding: TextEncoding, more: boolean): boolean

    /** Ends this side, behind what was written. The other side goes on. When both have ended the wire closes by itself. */
    end(): void

    /** Closes at once; what is pending is lost. `reset`: abort, so that the peer sees an error (RST). */
    destroy(reset: boolean): void

    /** Sends small pieces at once (TCP_NODELAY), or lets the system collect them. */
    setNoDelay(on: boolean): void

    /** Whether the open wire keeps the process alive. Default true. */
    setRef(on: boolean): void
}
