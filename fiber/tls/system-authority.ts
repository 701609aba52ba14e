/*
    system-authority.ts -- The authorities that this machine trusts.
*/

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { pemBlocks } from './pem.js'

/** Where systems keep their bundle: Debian and Alpine, Red Hat, older Red Hat, SUSE, BSD and macOS. */
const bundles = [
    '/etc/ssl/certs/ca-certificates.crt',
    '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
    '/etc/pki/tls/certs/ca-bundle.crt',
    '/etc/ssl/ca-bundle.pem',
    '/etc/ssl/cert.pem',
]

/** Certificates of a file; none if it cannot be read or has none. */
function readBundle(path: string): string[] {
    try {
        const blocks = pemBlocks(readFileSync(path, 'latin1'))
        return blocks.flatMap(({ label, text }) => (label.endsWith('CERTIFICATE') ? [text] : []))
    } catch {
        // Absent or not permitted: the next place is tried.
        return []
    }
}

function readDirectory(path: string): string[] {
    try {
        return readdirSync(path).flatMap(name => readBundle(join(path, name)))
    } catch {
        return []
    }
}

function read(file: string | undefined, directories: string | undefined): Iterable<string> {
    if (file || directories) {
        // Set, they count alone, even if nothing is there: whoever sets them wants no other authorities. A directory has most
        // certificates twice, by name and by hash.
        const lists = directories ? directories.split(':').flatMap(readDirectory) : []
        return new Set([...(file ? readBundle(file) : []), ...lists])
    }
    for (const path of bundles) {
        const found = readBundle(path)
        if (found.length > 0) {
            return found
        }
    }
    return rootCertificates.map(text => `${text}\n`)
}

let known: { readonly file: string | undefined; readonly directory: string | undefined; readonly text: string } | null =
    null

/**
 * The certificates, PEM: those that the environment variables `SSL_CERT_FILE` and `SSL_CERT_DIR` name, else the system's
 * bundle, else the list that came with Node. Read once.
 */
export function systemAuthority(environment: NodeJS.ProcessEnv = process.env): string {
    const { SSL_CERT_FILE: file, SSL_CERT_DIR: directory } = environment
    if (known === null || known.file !== file || known.directory !== directory) {
        known = { file, directory, text: [...read(file, directory)].join('') }
    }
    return known.text
}
