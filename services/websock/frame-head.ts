/*
    frame-head.ts -- Heads of frames that are sent (RFC 6455 §5.2).

    A server sends text as text: its head is characters of latin1 in front of it, and Node encodes both in the one write of the
    socket. A client has to mask, and so needs bytes.
*/

const FIN = 0x80
const MASKED = 0x80

/** Heads of short frames, by first byte and length: most frames are short. */
const shortHeads: string[][] = []

/** Bytes of a head without mask, for a payload of `length` bytes. */
export function headLength(length: number): number {
    return length < 126 ? 2 : length < 65536 ? 4 : 10
}

/** The first byte: kind, whether more frames of the message follow, whether it is compressed. */
export function firstByte(opcode: number, fin: boolean, compressed: boolean): number {
    return opcode | (fin ? FIN : 0) | (compressed ? 0x40 : 0)
}

/** A head without mask, as latin1 text. */
export function headText(first: number, length: number): string {
    if (length < 126) {
        const heads = (shortHeads[first] ??= [])
        return (heads[length] ??= String.fromCharCode(first, length))
    }
    if (length < 65536) {
        return String.fromCharCode(first, 126, length >>> 8, length & 255)
    }
    const bytes = Buffer.allocUnsafe(10)
    putHead(bytes, 0, first, length, false)
    return bytes.toString('latin1', 0, 10)
}

/** Puts a head into `bytes`. Returns where it ends; the key of a masked frame comes there. */
export function putHead(bytes: Buffer, at: number, first: number, length: number, masked: boolean): number {
    const mark = masked ? MASKED : 0
    bytes[at] = first
    if (length < 126) {
        bytes[at + 1] = mark | length
        return at + 2
    }
    if (length < 65536) {
        bytes[at + 1] = mark | 126
        bytes[at + 2] = length >>> 8
        bytes[at + 3] = length
        return at + 4
    }
    bytes[at + 1] = mark | 127
    bytes.writeUInt32BE(Math.floor(length / 2 ** 32), at + 2)
    bytes.writeUInt32BE(length >>> 0, at + 6)
    return at + 10
}
