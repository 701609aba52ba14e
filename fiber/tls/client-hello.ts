/*
    client-hello.ts -- Reads which application protocols a client offers, from the first bytes that it sends.

    A server continues without ALPN when it shares no protocol with the client (spec runtime.md §9.3), while Node refuses such
    a client (RFC 7301 §3.2). So a server that has protocols looks at the offer first, and gives Node only what will match.

        record     type 22, version (2), length (2), fragment                          RFC 8446 §5.1
        handshake  type 1, length (3), version (2), random (32), session id <1>,       RFC 8446 §4.1.2
                   cipher suites <2>, compressions <1>, extensions <2> of: type (2), data <2>
        ALPN       type 16: list <2> of names <1>                                      RFC 7301 §3.1

    (n): n bytes. <n>: a vector, whose length stands before it in n bytes.
*/

/** A longer hello is not looked into, nor waited for. Those of browsers have 500 to 1,800 bytes. */
const limit = 32768

const handshakeRecord = 22
const clientHello = 1
const alpnExtension = 16
const recordHeader = 5
const handshakeHeader = 4

/** Collects the hello out of its records, however they, and the bytes of each, are split. */
export class ClientHello {
    readonly #header = Buffer.alloc(recordHeader)
    #headerFill = 0
    /** What is left of the present record. */
    #record = 0
    #hello = Buffer.alloc(handshakeHeader)
    #fill = 0

    /**
     * Takes the next bytes. Returns the protocols that the client offers, in its order: none if it offers none, or if what
     * it sends is no sound hello (the provider will refuse it). `undefined`: more must come.
     */
    push(bytes: Uint8Array): readonly string[] | undefined {
        for (let at = 0; at < bytes.length; ) {
            if (this.#record === 0) {
                this.#header[this.#headerFill++] = bytes[at++]!
                if (!this.headerIsSound()) {
                    return []
                }
                continue
            }
            const count = Math.min(this.#record, bytes.length - at, this.#hello.length - this.#fill)
            this.#hello.set(bytes.subarray(at, at + count), this.#fill)
            at += count
            this.#fill += count
            this.#record -= count
            if (this.#fill === this.#hello.length) {
                if (this.#fill > handshakeHeader) {
                    return protocolsOf(this.#hello)
                }
                const length = this.#hello.readUIntBE(1, 3)
                if (this.#hello[0] !== clientHello || length === 0 || length > limit) {
                    return []
                }
                this.#hello = Buffer.concat([this.#hello], handshakeHeader + length)
            }
        }
        return undefined
    }

    private headerIsSound(): boolean {
        if (this.#headerFill === recordHeader) {
            this.#headerFill = 0
            this.#record = this.#header.readUInt16BE(3)
            return this.#record > 0
        }
        return this.#header[0] === handshakeRecord
    }
}

/** Walks over bytes. What lies behind the end reads as 0 and sets `isOver`. */
class Walk {
    isOver = false

    constructor(
        readonly bytes: Buffer,
        public at: number,
        readonly end: number,
    ) {}

    get hasMore(): boolean {
        return !this.isOver && this.at < this.end
    }

    skip(count: number): void {
        this.at += count
        this.isOver ||= this.at > this.end
    }

    number(size: 1 | 2): number {
        const from = this.at
        this.skip(size)
        return this.isOver ? 0 : this.bytes.readUIntBE(from, size)
    }

    /** A vector whose length has `size` bytes; this walk goes on behind it. */
    vector(size: 1 | 2): Walk {
        const length = this.number(size)
        const from = this.at
        this.skip(length)
        return new Walk(this.bytes, from, this.isOver ? from : from + length)
    }

    text(): string {
        return this.bytes.toString('latin1', this.at, this.end)
    }
}

function protocolsOf(hello: Buffer): readonly string[] {
    const walk = new Walk(hello, handshakeHeader, hello.length)
    walk.skip(2 + 32)
    walk.vector(1)
    walk.vector(2)
    walk.vector(1)
    const extensions = walk.vector(2)
    while (extensions.hasMore) {
        const type = extensions.number(2)
        const data = extensions.vector(2)
        if (type === alpnExtension) {
            return namesOf(data.vector(2))
        }
    }
    return []
}

function namesOf(list: Walk): readonly string[] {
    const names: string[] = []
    while (list.hasMore) {
        names.push(list.vector(1).text())
    }
    return list.isOver ? [] : names
}
