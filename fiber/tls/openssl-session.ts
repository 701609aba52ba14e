/*
    openssl-session.ts -- Looks into a session as OpenSSL writes it.

    Of a resumed session Node gives clients no certificate, for the server sends none. But the session holds the one that the
    server showed when it began: so its dates and names can be checked again.

        SEQUENCE { INTEGER 1, INTEGER version, OCTET STRING cipher, id, key, [0] ..., [1] time, [2] timeout, [3] certificate ...

    Node writes it as it is up to version 22.22; since then with the name of the server before it:

        NUL "nodejs:tls:session:1" NUL, length of the name (two bytes), the name, SEQUENCE ...
*/

import { X509Certificate } from 'node:crypto'

const sequence = 0x30
/** `[3]`, explicit. */
const peer = 0xa3
/** `INTEGER 1, INTEGER 0x0304`. */
const tls13 = /* @__PURE__ */ Buffer.from('02010102020304', 'hex')

/** What Node puts before a session and the name of its server. */
const header = /* @__PURE__ */ Buffer.from('\0nodejs:tls:session:1\0', 'latin1')

interface Element {
    readonly tag: number
    /** Where the content begins and ends. */
    readonly from: number
    readonly to: number
}

/** Where OpenSSL's part of a session begins. */
function start(session: Buffer): number {
    const { length } = header
    const named = session.length >= length + 2 && session.subarray(0, length).equals(header)
    return named ? length + 2 + session.readUInt16BE(length) : 0
}

/** The DER element at an index; null: there is no sound one. */
function elementAt(bytes: Buffer, at: number): Element | null {
    if (at + 2 > bytes.length) {
        return null
    }
    let length = bytes[at + 1]!
    let from = at + 2
    if (length >= 0x80) {
        const size = length & 0x7f
        if (size === 0 || size > 4 || from + size > bytes.length) {
            return null
        }
        length = bytes.readUIntBE(from, size)
        from += size
    }
    return from + length > bytes.length ? null : { tag: bytes[at]!, from, to: from + length }
}

/** The certificate of the peer with whom a session began; null: none is in it. */
export function certificateOfSession(session: Buffer): X509Certificate | null {
    const whole = elementAt(session, start(session))
    if (whole?.tag !== sequence) {
        return null
    }
    for (let at = whole.from; at < whole.to; ) {
        const element = elementAt(session, at)
        if (element === null) {
            break
        }
        if (element.tag === peer) {
            try {
                return new X509Certificate(session.subarray(element.from, element.to))
            } catch {
                return null
            }
        }
        at = element.to
    }
    return null
}

/** Whether a session is of TLS 1.3, whose clients keep it themselves, in tickets; Node shows it to servers all the same. */
export function isTls13Session(session: Buffer): boolean {
    // Behind the header of the sequence, which has 2 to 4 bytes.
    const from = start(session)
    return session.subarray(from, from + 4 + tls13.length).includes(tls13)
}
