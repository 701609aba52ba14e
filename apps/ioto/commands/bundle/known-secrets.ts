/*
    known-secrets.ts -- The secrets that can be known: of the configuration that counts, of all its files, and of the environment.
*/

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ConfigEntry } from '../../../../services/agent/index.js'
import { HIDDEN, withoutSecrets } from '../../../../services/config/index.js'

/** Longer files are no configurations, bytes. */
const LONGEST = 4 * 1024 * 1024

/** All secrets in a value, by the names that they have. */
export function secretsIn(value: unknown, name = ''): string[] {
    const shown = withoutSecrets(name, value)
    if (shown === HIDDEN) {
        return leavesOf(value)
    }
    if (typeof value === 'object' && value !== null) {
        return Object.entries(value).flatMap(([key, item]) => secretsIn(item, key))
    }
    return shown === value ? [] : userInfos(String(value))
}

/** All that an object has in it, at whatever depth. */
function leavesOf(value: unknown): string[] {
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : [String(value)]
}

/** What only a generator of tokens makes up: long, with letters and digits, without blanks. */
const tokenLike = /^(?=.*[a-z])(?=.*\d)[\w+/=.~-]{10,500}$/i

/** Values of which no table says what they are, and that look like a secret. */
export function tokensIn(entries: readonly ConfigEntry[]): string[] {
    return entries.flatMap(({ known, value }) =>
        known ? [] : (JSON.stringify(value).match(/[^",[\]{}:]+/g) ?? []).filter(text => tokenLike.test(text)),
    )
}

/** Who logs in, in the URLs of a text. */
function userInfos(text: string): string[] {
    return [...text.matchAll(/\/\/([^\s/@]*)@/g)].flatMap(([, info = '']) => [info, ...info.split(':').slice(1)])
}

/**
 * What stands behind names of secrets in the files of a directory, also in sets that do not count now, and in files that cannot be parsed.
 */
export function secretsOfFiles(directory: string): string[] {
    return filesOf(directory).flatMap(file => secretsOfText(file))
}

function filesOf(directory: string): string[] {
    try {
        return readdirSync(directory, { withFileTypes: true })
            .filter(entry => entry.isFile() && /\.json5?$/.test(entry.name))
            .map(entry => readFileSync(join(directory, entry.name), 'utf8').slice(0, LONGEST))
    } catch {
        // There is none, or it cannot be read; then nothing of it is in the bundle either.
        return []
    }
}

function secretsOfText(text: string): string[] {
    const found: string[] = userInfos(text)
    for (const [, name = '', quoted, apostrophed, ticked, bare] of text.matchAll(
        /["'+?=-]*([\w$-]{1,80})["']?\s*:\s*(?:"((?:[^"\\]|\\[^])*)"|'((?:[^'\\]|\\[^])*)'|`([^`]*)`|([^\s,{}[\]"'`][^,\n}]*))/g,
    )) {
        const value = quoted ?? apostrophed ?? ticked ?? bare?.trim() ?? ''
        found.push(...secretsIn(value, name))
    }
    return found
}

/** Secrets of the environment: by the names of the variables, and who logs in, in URLs. */
export function secretsOfEnvironment(env: NodeJS.ProcessEnv): string[] {
    return Object.entries(env).flatMap(([name, value]) => secretsIn(value, name))
}
