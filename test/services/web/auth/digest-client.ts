/*
    digest-client.ts -- Answers challenges of Digest authentication, with digests of node:crypto.
*/

import { createHash } from 'node:crypto'

const names: Readonly<Record<string, string>> = { MD5: 'md5', 'SHA-256': 'sha256', 'SHA-512-256': 'sha512-256' }

/** The parameters of a challenge. */
export function challengeOf(header: string | undefined): Record<string, string> {
    const [, scheme = '', rest = ''] = /^(\w+) (.*)$/.exec(header ?? '') ?? []
    const parameters = [...rest.matchAll(/(\w+)=(?:"([^"]*)"|([^",]*))/g)]
    return { scheme, ...Object.fromEntries(parameters.map(([, name, quoted, bare]) => [name, quoted ?? bare])) }
}

/** What a client says. */
export interface Answer {
    readonly username: string
    readonly password: string
    readonly uri: string
    readonly method?: string
    readonly nc?: number
    /** Parameters in place of the right ones; null leaves one out. The response is made with them. */
    readonly change?: Readonly<Record<string, string | null>>
    /** The same, after the response was made. */
    readonly forge?: Readonly<Record<string, string | null>>
}

/** The Authorization header that answers a challenge. */
export function answerOf(challenge: Record<string, string>, answer: Answer): string {
    const { username, password, uri, method = 'GET', nc = 1, change = {}, forge = {} } = answer
    const { realm = '', nonce = '', opaque = '', algorithm = 'MD5' } = challenge
    const parameters: Record<string, string | null> = {
        ...{ username, realm, nonce, uri, opaque, algorithm, qop: 'auth', cnonce: 'abc' },
        nc: nc.toString(16).padStart(8, '0'),
        ...change,
    }
    const hash = (text: string) => createHash(names[algorithm]!).update(text).digest('hex')
    const ha1 = hash(`${username}:${realm}:${password}`)
    const ha2 = hash(`${method}:${parameters['uri']}`)
    const middle = ['nonce', 'nc', 'cnonce', 'qop'].map(name => parameters[name])
    const text = parameters['qop'] === null ? parameters['nonce'] : middle.join(':')
    const all = { ...parameters, response: hash(`${ha1}:${text}:${ha2}`), ...forge }
    const list = Object.entries(all).filter(([, value]) => value !== null)
    return `Digest ${list.map(([name, value]) => `${name}="${value}"`).join(', ')}`
}
