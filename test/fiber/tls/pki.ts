/*
    pki.ts -- Certificates for tests, made by the command `openssl` in a folder of the test.

        ca -- server, rsa, expired, future, wrong-name, name-only, client, client-expired, no-client, no-server, revoked, names
           -- intermediate -- chained            (chain.crt: chained + intermediate)
        other-ca -- stranger, stranger-expired, stranger-no-server   (stranger-chain.crt: stranger + other-ca)
        self, self-expired, client-self          signed by themselves
*/

import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Why tests that need `openssl` are skipped; false: they are not. */
export const noOpenssl: string | false = (() => {
    try {
        execFileSync('openssl', ['version'], { stdio: 'ignore' })
        return false
    } catch {
        return 'the command openssl is not installed'
    }
})()

const local = 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1'
const forServer = 'extendedKeyUsage=serverAuth'
const forClient = 'extendedKeyUsage=clientAuth'
const forAuthority = 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign'

/** How a certificate is to be. */
interface Wish {
    /** Common name. */
    readonly name?: string
    /** Base name of the signer; the default is `ca`, empty: itself. */
    readonly by?: string
    readonly extensions?: string
    /** Negative: it has expired. */
    readonly days?: number
    readonly rsa?: boolean
}

/** A folder of certificates. */
export class Pki {
    readonly folder = mkdtempSync(join(tmpdir(), 'tls-'))

    /** The path of a file. */
    path(name: string): string {
        return join(this.folder, name)
    }

    /** The content of a file. */
    text(name: string): string {
        return readFileSync(this.path(name), 'latin1')
    }

    /** Runs the command. */
    openssl(...args: string[]): string {
        return execFileSync('openssl', args, { cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'] }).toString()
    }

    key(name: string, rsa = false): void {
        if (!existsSync(this.path(`${name}.key`))) {
            const kind = rsa
                ? ['RSA', '-pkeyopt', 'rsa_keygen_bits:2048']
                : ['EC', '-pkeyopt', 'ec_paramgen_curve:P-256']
            this.openssl('genpkey', '-algorithm', ...kind, '-out', `${name}.key`)
        }
    }

    /** Makes `FILE.crt` and, unless it is there, `FILE.key`. */
    certificate(file: string, wish: Wish = {}): void {
        const { name = 'localhost', by = 'ca', extensions = `${local}\n${forServer}`, days = 30, rsa = false } = wish
        this.key(file, rsa)
        this.openssl('req', '-new', '-key', `${file}.key`, '-subj', `/O=Test/CN=${name}`, '-out', `${file}.csr`)
        writeFileSync(this.path(`${file}.ext`), extensions)
        const signer =
            by === '' ? ['-signkey', `${file}.key`] : ['-CA', `${by}.crt`, '-CAkey', `${by}.key`, '-CAcreateserial']
        const what = ['-in', `${file}.csr`, '-extfile', `${file}.ext`, '-days', String(days), '-out', `${file}.crt`]
        this.openssl('x509', '-req', ...what, ...signer)
    }

    join(file: string, ...parts: string[]): void {
        writeFileSync(this.path(file), parts.map(part => this.text(part)).join(''))
    }

    /** `openssl ca`, which alone can set dates and revoke. */
    registry(...args: string[]): void {
        if (!existsSync(this.path('index.txt'))) {
            writeFileSync(this.path('index.txt'), '')
            writeFileSync(this.path('serial'), '1000')
            writeFileSync(
                this.path('ca.cnf'),
                [
                    '[ca]',
                    'default_ca = it',
                    '[it]',
                    'database = index.txt',
                    'serial = serial',
                    'new_certs_dir = .',
                    'certificate = ca.crt',
                    'private_key = ca.key',
                    'default_md = sha256',
                    'default_crl_days = 30',
                    'policy = any',
                    'unique_subject = no',
                    '[any]',
                    'commonName = supplied',
                    'organizationName = optional',
                ].join('\n'),
            )
        }
        this.openssl('ca', '-config', 'ca.cnf', '-batch', ...args)
    }

    remove(): void {
        rmSync(this.folder, { recursive: true, force: true })
    }
}

/** Makes them all. */
export function makePki(): Pki {
    const pki = new Pki()
    pki.certificate('ca', { name: 'Test CA', by: '', extensions: forAuthority })
    pki.certificate('other-ca', { name: 'Other CA', by: '', extensions: forAuthority })
    pki.certificate('intermediate', { name: 'Intermediate', extensions: forAuthority })
    pki.certificate('server')
    pki.certificate('rsa', { rsa: true })
    pki.certificate('expired', { days: -1 })
    pki.certificate('wrong-name', { name: 'wrong.example', extensions: 'subjectAltName=DNS:wrong.example' })
    pki.certificate('name-only', { extensions: 'subjectAltName=DNS:localhost' })
    pki.certificate('names', { name: 'a.example', extensions: 'subjectAltName=DNS:a.example,DNS:*.b.example' })
    pki.certificate('no-server', { extensions: `${local}\n${forClient}` })
    pki.certificate('chained', { by: 'intermediate' })
    pki.join('chain.crt', 'chained.crt', 'intermediate.crt')
    pki.certificate('stranger', { by: 'other-ca' })
    pki.join('stranger-chain.crt', 'stranger.crt', 'other-ca.crt')
    pki.certificate('stranger-expired', { by: 'other-ca', days: -1 })
    pki.certificate('stranger-no-server', { by: 'other-ca', extensions: `${local}\n${forClient}` })
    pki.certificate('stranger-wrong', { by: 'other-ca', extensions: 'subjectAltName=DNS:wrong.example' })
    pki.certificate('self', { by: '' })
    pki.certificate('self-expired', { by: '', days: -1 })
    pki.certificate('client', { name: 'device 7', extensions: forClient })
    pki.certificate('client-expired', { name: 'device 7', extensions: forClient, days: -1 })
    pki.certificate('client-self', { name: 'device 7', by: '', extensions: forClient })
    pki.certificate('client-stranger', { name: 'device 7', by: 'other-ca', extensions: forClient })
    pki.certificate('no-client', { name: 'device 7', extensions: forServer })

    pki.key('future')
    pki.openssl('req', '-new', '-key', 'future.key', '-subj', '/O=Test/CN=localhost', '-out', 'future.csr')
    writeFileSync(pki.path('future.ext'), `${local}\n${forServer}`)
    const dates = ['-startdate', '20490101000000Z', '-enddate', '20491231000000Z']
    pki.registry('-in', 'future.csr', '-out', 'future.crt', '-extfile', 'future.ext', '-notext', ...dates)

    pki.key('revoked')
    pki.openssl('req', '-new', '-key', 'revoked.key', '-subj', '/O=Test/CN=localhost', '-out', 'revoked.csr')
    copyFileSync(pki.path('future.ext'), pki.path('revoked.ext'))
    pki.registry('-in', 'revoked.csr', '-out', 'revoked.crt', '-extfile', 'revoked.ext', '-notext', '-days', '30')
    pki.registry('-revoke', 'revoked.crt')
    pki.registry('-gencrl', '-out', 'ca.crl')

    pki.join('server.pem', 'server.crt', 'server.key')
    pki.join('authorities.crt', 'ca.crt', 'other-ca.crt')
    pki.openssl('x509', '-in', 'server.crt', '-outform', 'DER', '-out', 'server.der')
    pki.openssl('x509', '-in', 'ca.crt', '-outform', 'DER', '-out', 'ca.der')
    pki.openssl('crl', '-in', 'ca.crl', '-outform', 'DER', '-out', 'ca.crl.der')
    pki.openssl('pkcs8', '-topk8', '-nocrypt', '-in', 'server.key', '-outform', 'DER', '-out', 'server.p8.der')
    pki.openssl('ec', '-in', 'server.key', '-outform', 'DER', '-out', 'server.sec1.der')
    pki.openssl('rsa', '-in', 'rsa.key', '-traditional', '-outform', 'DER', '-out', 'rsa.p1.der')
    pki.openssl('ec', '-in', 'server.key', '-out', 'server.sec1.key')
    pki.openssl('pkcs8', '-topk8', '-in', 'server.key', '-passout', 'pass:secret', '-out', 'encrypted.key')
    return pki
}
