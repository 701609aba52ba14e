/*
    pki.ts -- Certificates for tests, made by the command `openssl` in a folder of the test, each when it is asked for first.

        ca -- server, rsa, expired, future, wrong-name, name-only, client, client-expired, no-client, no-server, revoked, names
           -- intermediate -- chained            (chain.crt: chained + intermediate)
        other-ca -- stranger, stranger-expired, stranger-no-server   (stranger-chain.crt: stranger + other-ca)
        self, self-expired, client-self          signed by themselves
*/

import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
    /** How to make the files that are not there yet. */
    readonly #recipes = new Map<string, () => void>()

    /** The path of a file. */
    path(name: string): string {
        const recipe = this.#recipes.get(name)
        this.#recipes.delete(name)
        recipe?.()
        return join(this.folder, name)
    }

    /** The content of a file. */
    text(name: string): string {
        return readFileSync(this.path(name), 'latin1')
    }

    /** Runs the command; those of its arguments that are files of this folder are made before. */
    openssl(...args: string[]): string {
        for (const name of args) {
            this.path(name)
        }
        return execFileSync('openssl', args, { cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'] }).toString()
    }

    /** Says how to make files. */
    recipe(names: readonly string[], make: () => void): void {
        for (const name of names) {
            this.#recipes.set(name, () => {
                for (const other of names) {
                    this.#recipes.delete(other)
                }
                make()
            })
        }
    }

    /** A key, and a request for a certificate. */
    request(file: string, name: string, rsa = false): void {
        const kind = rsa ? ['RSA', '-pkeyopt', 'rsa_keygen_bits:2048'] : ['EC', '-pkeyopt', 'ec_paramgen_curve:P-256']
        if (!existsSync(join(this.folder, `${file}.key`))) {
            this.openssl('genpkey', '-algorithm', ...kind, '-out', `${file}.key`)
        }
        this.openssl('req', '-new', '-key', `${file}.key`, '-subj', `/O=Test/CN=${name}`, '-out', `${file}.csr`)
    }

    /** `FILE.crt` and, unless it is there, `FILE.key`. */
    certificate(file: string, wish: Wish = {}): void {
        const { name = 'localhost', by = 'ca', extensions = `${local}\n${forServer}`, days = 30, rsa = false } = wish
        this.recipe([`${file}.crt`, `${file}.key`], () => {
            this.request(file, name, rsa)
            writeFileSync(this.path(`${file}.ext`), extensions)
            const self = ['-signkey', `${file}.key`]
            const signer = by === '' ? self : ['-CA', `${by}.crt`, '-CAkey', `${by}.key`, '-CAcreateserial']
            const what = ['-in', `${file}.csr`, '-extfile', `${file}.ext`, '-days', String(days), '-out', `${file}.crt`]
            this.openssl('x509', '-req', ...what, ...signer)
        })
    }

    /** A file made of others. */
    join(file: string, ...parts: string[]): void {
        this.recipe([file], () => writeFileSync(this.path(file), parts.map(part => this.text(part)).join('')))
    }

    /** A file made of another one by a command. */
    convert(file: string, ...args: string[]): void {
        this.recipe([file], () => {
            this.openssl(...args, '-out', file)
        })
    }

    /** `openssl ca`, which alone can set dates and revoke. */
    registry(...args: string[]): void {
        const config = this.path('ca.cnf')
        if (!existsSync(config)) {
            writeFileSync(this.path('index.txt'), '')
            writeFileSync(this.path('serial'), '1000')
            writeFileSync(config, registryConfig)
            this.path('ca.crt')
        }
        this.openssl('ca', '-config', 'ca.cnf', '-batch', ...args)
    }

    remove(): void {
        rmSync(this.folder, { recursive: true, force: true })
    }
}

const registryConfig = `
[ca]
default_ca = it
[it]
database = index.txt
serial = serial
new_certs_dir = .
certificate = ca.crt
private_key = ca.key
default_md = sha256
default_crl_days = 30
policy = any
unique_subject = no
[any]
commonName = supplied
organizationName = optional
`

/** A certificate of the registry. */
function registered(pki: Pki, file: string, ...dates: string[]): void {
    pki.request(file, 'localhost')
    writeFileSync(pki.path(`${file}.ext`), `${local}\n${forServer}`)
    pki.registry('-in', `${file}.csr`, '-out', `${file}.crt`, '-extfile', `${file}.ext`, '-notext', ...dates)
}

/** A folder in which all of them can be had. */
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
    pki.certificate('stranger', { by: 'other-ca' })
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

    const later = ['-startdate', '20490101000000Z', '-enddate', '20491231000000Z']
    pki.recipe(['future.crt', 'future.key'], () => registered(pki, 'future', ...later))
    pki.recipe(['revoked.crt', 'revoked.key'], () => registered(pki, 'revoked', '-days', '30'))
    pki.recipe(['ca.crl'], () => {
        pki.registry('-revoke', 'revoked.crt')
        pki.registry('-gencrl', '-out', 'ca.crl')
    })

    pki.join('chain.crt', 'chained.crt', 'intermediate.crt')
    pki.join('stranger-chain.crt', 'stranger.crt', 'other-ca.crt')
    pki.join('authorities.crt', 'ca.crt', 'other-ca.crt')
    pki.join('server.pem', 'server.crt', 'server.key')
    pki.convert('server.der', 'x509', '-in', 'server.crt', '-outform', 'DER')
    pki.convert('ca.der', 'x509', '-in', 'ca.crt', '-outform', 'DER')
    pki.convert('ca.crl.der', 'crl', '-in', 'ca.crl', '-outform', 'DER')
    pki.convert('server.p8.der', 'pkcs8', '-topk8', '-nocrypt', '-in', 'server.key', '-outform', 'DER')
    pki.convert('server.sec1.der', 'ec', '-in', 'server.key', '-outform', 'DER')
    pki.convert('server.sec1.key', 'ec', '-in', 'server.key')
    pki.convert('rsa.p1.der', 'rsa', '-in', 'rsa.key', '-traditional', '-outform', 'DER')
    pki.convert('encrypted.key', 'pkcs8', '-topk8', '-in', 'server.key', '-passout', 'pass:secret')
    return pki
}
