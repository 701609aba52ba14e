/*
    scrubber.ts -- Scrubber: takes secrets out of texts.

    A bundle is sent to other people, so it rather hides too much. Two ways, one behind the other: secrets that are known (of the
    configuration and the environment) go wherever they are, as they are or as they travel; and what stands where secrets stand goes, whatever
    it is: after names such as `password`, in headers that authenticate, in URLs, in keys.
*/

import { HIDDEN, withoutSecrets } from '../../../../services/config/index.js'

/** Shorter words would be found in others. */
const SHORTEST = 4
/** Longer lines are cut, characters: patterns are to be quick. */
const LONGEST_LINE = 4000

/** A name that a secret may follow; more than `withoutSecrets` knows, since here it stands in the midst of other texts. */
const name = String.raw`[\w.-]{0,40}(?:pass(?:word|wd|phrase)?|pwd|psk|secret|secert|token|credential|(?:api|access|private)[-_]?key|authorization|cookie|x-auth|signature|otp)[\w-]{0,40}`

/** Each pattern, and what is left of what it finds. */
const patterns: readonly (readonly [RegExp, string])[] = [
    // Headers, to the end of their line
    [
        /((?:proxy-)?authorization|(?:set-)?cookie|x-[\w-]*(?:key|token|auth)[\w-]*)(["']?\s*:\s*["']?).+/gi,
        `$1$2${HIDDEN}`,
    ],
    [/\b(Bearer|Basic|Digest)\s+[\w+/=.~:-]{6,}/g, `$1 ${HIDDEN}`],
    // NAME=VALUE, "NAME": "VALUE", NAME is VALUE
    [
        new RegExp(
            String.raw`(${name}["']?\s*[:=]\s*)(?:"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|[^\s&;,"'{}[\]]+)`,
            'gi',
        ),
        `$1"${HIDDEN}"`,
    ],
    [new RegExp(String.raw`\b(${name}\s+(?:is\s+)?)(?!is\b|${escaped(HIDDEN)})[^\s"'=:]\S*`, 'gi'), `$1${HIDDEN}`],
    [/(\/\/)[^\s/@]*@/g, `$1${HIDDEN}@`],
    // What looks like nothing else: stored passwords, tokens, keys of AWS
    [/BF1:\d+:\S+/g, HIDDEN],
    [/\$(?:scrypt|2[aby]|argon2\w*|5|6)\$\S+/g, HIDDEN],
    [/\b(?:MD5|SHA-?\d+(?:-\d+)?):\S{16,}/g, HIDDEN],
    [/\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g, HIDDEN],
    [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g, HIDDEN],
]

const keyBegin = /-----BEGIN [A-Z ]*PRIVATE KEY-----/
const keyEnd = /-----END [A-Z ]*PRIVATE KEY-----/
/** A part of a form whose value follows an empty line. */
const secretPart = new RegExp(`name="${name}"`, 'i')

/** Takes secrets out. */
export class Scrubber {
    readonly #known: readonly string[]

    /** `secrets`: those that are known. */
    constructor(secrets: Iterable<string>) {
        const all = new Set<string>()
        for (const secret of secrets) {
            for (const form of formsOf(secret)) {
                if (form.length >= SHORTEST) {
                    all.add(form)
                }
            }
        }
        // A longer one may have a shorter one in it.
        this.#known = [...all].sort((a, b) => b.length - a.length)
    }

    /** A text of several lines. */
    text(text: string): string {
        let inKey = false
        let inPart: 'head' | 'value' | null = null
        const lines: string[] = []
        for (const line of this.#withoutKnown(text).split('\n')) {
            if (inKey || keyBegin.test(line)) {
                inKey = !keyEnd.test(line)
                lines.push(HIDDEN)
            } else if (inPart === 'value') {
                inPart = null
                lines.push(HIDDEN)
            } else {
                inPart = secretPart.test(line) ? 'head' : inPart === 'head' && line.trim() === '' ? 'value' : inPart
                lines.push(scrubLine(line))
            }
        }
        return lines.join('\n')
    }

    /** A value of JSON. */
    value(value: unknown): unknown {
        return this.#inner(withoutSecrets('', value))
    }

    #inner(value: unknown): unknown {
        if (typeof value === 'string') {
            return this.text(value)
        }
        if (Array.isArray(value)) {
            return value.map(item => this.#inner(item))
        }
        return typeof value === 'object' && value !== null
            ? Object.fromEntries(Object.entries(value).map(([key, item]) => [this.text(key), this.#inner(item)]))
            : value
    }

    #withoutKnown(text: string): string {
        let rest = text
        for (const secret of this.#known) {
            rest = rest.replaceAll(secret, HIDDEN)
        }
        return rest
    }
}

function scrubLine(line: string): string {
    let rest = line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}...` : line
    for (const [pattern, left] of patterns) {
        rest = rest.replace(pattern, left)
    }
    return rest
}

/** A secret as it is, and as it travels: in JSON, URLs and forms, in base64, line by line. */
function formsOf(secret: string): string[] {
    // The marks around a key are needed to see where one ends.
    const lines = secret.split('\n').flatMap(line => (line.startsWith('-----') ? [] : [line.trim()]))
    return [
        ...[secret, ...lines, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)],
        ...[new URLSearchParams([['', secret]]).toString().slice(1), Buffer.from(secret).toString('base64')],
    ]
}

function escaped(text: string): string {
    return text.replace(/[()]/g, '\\$&')
}
