/*
    crc32.ts -- CRC-32 (ISO 3309), the checksum of records in files, as zlib has it. Against accidents, not against people.
*/

import * as zlib from 'node:zlib'

const table = Int32Array.from({ length: 256 }, (_, n) => {
    let c = n
    for (let k = 0; k < 8; k++) {
        c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1
    }
    return c
})

function byTable(bytes: Uint8Array): number {
    let c = -1
    for (const byte of bytes) {
        c = table[(c ^ byte) & 0xff]! ^ (c >>> 8)
    }
    return ~c >>> 0
}

/** The CRC-32 of bytes. Node has it since 20.15; the table is for the versions before. */
export const crc32: (bytes: Uint8Array) => number = (zlib as { crc32?: (bytes: Uint8Array) => number }).crc32 ?? byTable
