/*
    errors.ts -- The error catalogue of services/crypt. Codes are stable; docs/reference/errors.md lists them.
*/

import { CodedError } from '../../fiber/index.js'

/** Code -> what it means. The message of an error says which action failed, and never has a secret in it. */
export const cryptErrors = {
    CRYPT_ALGORITHM: 'The algorithm is not known',
    CRYPT_DECRYPT: 'The data was changed, or encrypted with another key',
    CRYPT_FINISHED: 'The digest was taken already',
    CRYPT_HASH_FORMAT: 'A stored password hash is not one',
    CRYPT_HASH_LIMIT: 'A stored password hash demands more work than permitted',
    CRYPT_KEY: 'A key cannot be used',
    CRYPT_PASSWORD: 'A password cannot be hashed',
    CRYPT_SIZE: 'A length or count is out of range',
    CRYPT_TIME: 'A time cannot be put into an identifier',
} as const

/** A key of the catalogue. */
export type CryptErrorCode = keyof typeof cryptErrors

/** The class of errors of this service. */
export class CryptError extends CodedError<CryptErrorCode> {
    override name = 'CryptError'
}
