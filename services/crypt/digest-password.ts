/*
    digest-password.ts -- Passwords stored as the digest of `user:realm:password`. Source: spec crypt.md §7.4, web.md §12.3.

    HTTP Digest authentication needs this form. Whoever reads it may log in by Digest with it, and can try billions of passwords a
    second against it.
*/

import { hex } from './hash.js'
import type { DigestScheme } from './password-scheme.js'

const algorithms = { MD5: 'md5', SHA256: 'sha256', SHA512: 'sha512', 'SHA512-256': 'sha512-256' } as const

/** The stored form of a text, which is `user:realm:password` by convention: the scheme, `:`, and lower-case hexadecimal digits. */
export function digestPassword(scheme: DigestScheme, text: string): string {
    return `${scheme}:${hex(algorithms[scheme], text)}`
}
