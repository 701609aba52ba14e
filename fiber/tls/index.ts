/*
    index.ts -- The door of fiber/tls.
*/

export { type CertificateInfo, describeCertificate } from './certificate.js'
export { type CipherList, opensslCipherName } from './ciphers.js'
export { tlsClient } from './client.js'
export type { CredentialOptions, CredentialSource, Credentials } from './credentials.js'
export { TlsError, type TlsErrorCode, tlsErrors } from './errors.js'
export type { TlsClientOptions, TlsIdentity, TlsOptions, TlsServerOptions, TlsSettings, TlsVersion } from './options.js'
export type { TlsProvider } from './provider.js'
export { addTlsProvider, tlsProvider } from './providers.js'
export { TlsServer, tlsServer } from './server.js'
