/*
    certificates.ts -- The certificate of the web server: whether it can be read, fits its key, and is valid.
*/

import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expandPath } from '../../../../fiber/index.js'
import type { AgentConfig } from '../../../../services/agent/index.js'
import { about, type Finding } from './finding.js'

const DAY = 24 * 3600 * 1000
/** Days before the end of a certificate from which it is told. */
const SOON = 30

/** Nothing where no endpoint is secure. */
export function checkCertificate(config: AgentConfig): Finding[] {
    const listen = config.get('web.listen', [])
    const isSecure = Array.isArray(listen) && listen.some(endpoint => /^https:/i.test(String(endpoint)))
    if (!isSecure || config.settings.services.web === false) {
        return []
    }
    const { pass, warn, fail } = about('certificate')
    const path = config.get('tls.certificate')
    if (typeof path !== 'string') {
        return [fail('tls.certificate is not set, but web.listen has https: name a file, or leave https out')]
    }
    try {
        const file = expandPath(path)
        const certificate = new X509Certificate(readFileSync(file))
        const key = config.get('tls.key')
        if (typeof key === 'string' && !certificate.checkPrivateKey(createPrivateKey(readFileSync(expandPath(key))))) {
            return [fail(`${file} and the key ${expandPath(key)} do not belong together`)]
        }
        const left = Math.floor((Date.parse(certificate.validTo) - Date.now()) / DAY)
        const text = `${file}, valid until ${certificate.validTo}`
        if (Date.parse(certificate.validFrom) > Date.now()) {
            return [
                fail(
                    `${file} is valid from ${certificate.validFrom} on, and the clock of this machine says ${new Date().toISOString()}: one of them is wrong`,
                ),
            ]
        }
        return [
            left < 0 ? fail(`${text}: get a new one`) : left < SOON ? warn(`${text}: get a new one soon`) : pass(text),
        ]
    } catch (error) {
        return [fail(`${path}: ${(error as Error).message.split(', ')[0]}: wanted a certificate and its key in PEM`)]
    }
}
