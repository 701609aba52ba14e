/*
    pem.ts -- The blocks of PEM text (RFC 7468): `-----BEGIN LABEL-----`, base64, `-----END LABEL-----`.
*/

/** One block of PEM text. */
export interface PemBlock {
    /** What it is, such as `CERTIFICATE` or `EC PRIVATE KEY`. */
    readonly label: string
    /** The whole block, from the first dash to the last. */
    readonly text: string
}

const begin = '-----BEGIN '
const dashes = '-----'

/** Whether a text holds PEM. A path never looks like that. */
export function isPem(text: string): boolean {
    return text.includes(begin)
}

/**
 * The blocks of a text, in order. What stands between them (comments, readable copies) is skipped; a block without an end
 * ends the search.
 */
export function pemBlocks(text: string): PemBlock[] {
    const blocks: PemBlock[] = []
    let from = text.indexOf(begin)
    while (from >= 0) {
        const labelEnd = text.indexOf(dashes, from + begin.length)
        if (labelEnd < 0) {
            break
        }
        const label = text.slice(from + begin.length, labelEnd)
        const last = `-----END ${label}-----`
        const end = text.indexOf(last, labelEnd)
        if (end < 0) {
            break
        }
        blocks.push({ label, text: `${text.slice(from, end)}${last}\n` })
        from = text.indexOf(begin, end + last.length)
    }
    return blocks
}

/** Bytes as a block of PEM. */
export function toPem(label: string, der: Uint8Array): string {
    const base64 = Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString('base64')
    const lines = base64.match(/.{1,64}/g) ?? []
    return `${begin}${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
