/*
    password-scheme.ts -- The forms in which passwords are stored, told apart by how they begin.

    | begins with | what it is | for |
    |---|---|---|
    | `$scrypt$` | scrypt of the password | new passwords |
    | `BF1:` | Blowfish, see bf1.ts | passwords that Ioto devices have stored |
    | `SHA256:` `MD5:` `SHA512:` `SHA512-256:` | the digest of `user:realm:password` | HTTP Digest authentication |
*/

/** How a password is stored. */
export type PasswordScheme = 'scrypt' | 'BF1' | DigestScheme

/** The schemes that are a plain digest. */
export type DigestScheme = 'MD5' | 'SHA256' | 'SHA512' | 'SHA512-256'

const prefixes: ReadonlyMap<string, PasswordScheme> = new Map([
    ['$scrypt$', 'scrypt'],
    ['BF1:', 'BF1'],
    ['MD5:', 'MD5'],
    ['SHA256:', 'SHA256'],
    ['SHA512:', 'SHA512'],
    ['SHA512-256:', 'SHA512-256'],
])

/** The scheme of a stored password; null for a text that is none. Only the prefix is looked at. */
export function passwordScheme(stored: string): PasswordScheme | null {
    for (const [prefix, scheme] of prefixes) {
        if (stored.startsWith(prefix)) {
            return scheme
        }
    }
    return null
}
