/*
    ciphers.ts -- Lists of cipher names, as configurations give them (spec runtime.md §9.1, web.md §4).

    Standards and most servers call a suite `TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256`, OpenSSL calls it
    `ECDHE-RSA-AES128-GCM-SHA256`. Both are understood. TLS 1.3 suites have one name only: `TLS_AES_128_GCM_SHA256`.
*/

import { TlsError } from './errors.js'

/** Names in one text, separated by `:`, `,` or blanks, or a list of names. */
export type CipherList = string | readonly string[]

function words(list: CipherList): string[] {
    const text = typeof list === 'string' ? list : list.join(':')
    return text.split(/[:,\s]/).filter(word => word !== '')
}

/**
 * The name that OpenSSL uses for a suite with an IANA name; other names as they are. Suites without authentication have no
 * counterpart on purpose: they stay unknown.
 */
export function opensslCipherName(name: string): string {
    const parts = /^TLS_([A-Z0-9_]{1,32})_WITH_([A-Z0-9_]{1,64})$/.exec(name.toUpperCase())
    if (parts === null) {
        return name
    }
    const [, exchange = '', cipher = ''] = parts
    const suite = cipher
        .replace(/^(AES|ARIA|CAMELLIA)_(\d+)/, '$1$2')
        .replace('_CBC_', '_')
        .replace('CCM_8', 'CCM8')
        .replace('POLY1305_SHA256', 'POLY1305')
        .replaceAll('_', '-')
    if (exchange === 'RSA') {
        return suite
    }
    // OpenSSL leaves out the RSA of these alone.
    const short = exchange === 'ECDHE_RSA' && suite.startsWith('ARIA') ? 'ECDHE' : exchange.replaceAll('_', '-')
    return `${short}-${suite}`
}

/**
 * The names of a list that are of use, in OpenSSL's spelling, joined with `:`. Words of OpenSSL's list language (`!MD5`,
 * `@SECLEVEL=2`) are left as they are.
 *
 * @param isKnown asks the provider
 * @param warn is told of each name that is left out
 * @throws `TLS_CIPHERS` if nothing is left
 */
export function cipherList(
    list: CipherList,
    isKnown: (name: string) => boolean,
    warn: (message: string) => void,
): string {
    const usable: string[] = []
    let suites = 0
    for (const word of words(list)) {
        const name = opensslCipherName(word)
        const isOperator = /^[-+!@]/.test(name)
        if (isOperator || isKnown(name)) {
            usable.push(name)
            suites += isOperator ? 0 : 1
        } else {
            warn(`Cannot use cipher ${word}: unknown here, ignored`)
        }
    }
    if (suites === 0) {
        throw new TlsError(
            'TLS_CIPHERS',
            `Cannot define ciphers "${words(list).join(':')}": none is known, wanted at least one`,
        )
    }
    return usable.join(':')
}
