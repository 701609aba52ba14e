/*
    c.ts -- The C face of services/crypt: every `crypt*` name. Source: spec crypt.md, api/crypt.tsv.
*/

export * from './c-base64.js'
export * from './c-hmac.js'
export * from './c-md5.js'
export * from './c-password.js'
export * from './c-random.js'
export * from './c-sha1.js'
export * from './c-sha256.js'
export * from './c-sha512.js'
