/*
    texts.ts -- The texts of fuzz:json.
*/

import { readdirSync, readFileSync } from 'node:fs'
import { config } from '../../bench/json/corpus.js'
import { type Random, randomOf } from '../random.js'

const sources = [
    config,
    JSON.stringify({ a: [1, -2.5e3, true, false, null, 'x\n"\\\u00e9'], b: { c: { d: [] } } }, null, 2),
    ...readdirSync('config').map(name => readFileSync(`config/${name}`, 'utf8')),
]

const tokens = [
    ...[
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        ' ',
        '\n',
        '\r\n',
        '\t',
        '//',
        '/*',
        '*/',
        '/',
        '\\',
        '"',
        "'",
        '`',
        '.',
        '-',
        '+',
    ],
    ...[
        'a',
        'true',
        'false',
        'null',
        'undefined',
        'NaN',
        '0',
        '1',
        '12.5',
        '1e5',
        '-0',
        '0x1',
        '.5',
        '5.',
        '__proto__',
    ],
    ...[
        '"a"',
        "'b'",
        '`c`',
        '/x/',
        '\\n',
        '\\u0041',
        '\\ud800',
        '\ufeff',
        '\0',
        '\x7f',
        'é',
        '😀',
        '\u2028',
        '$',
        '#',
        '@',
    ],
]

/** The text of a seed. */
export function textOf(seed: number): string {
    const random = randomOf(seed)
    const kind = random(100)
    if (kind < 15) {
        return bytes(random)
    }
    if (kind < 45) {
        return soup(random)
    }
    return kind < 99 ? mutated(random) : repeated(random)
}

function pick<T>(random: Random, list: readonly T[]): T {
    return list[random(list.length)]!
}

function bytes(random: Random): string {
    const buffer = Buffer.from(Array.from({ length: random(200) }, () => random(256)))
    return buffer.toString(pick(random, ['latin1', 'utf8', 'utf16le']))
}

function soup(random: Random): string {
    return Array.from({ length: random(60) }, () => pick(random, tokens)).join('')
}

/** A configuration with parts that are taken away, doubled, moved or replaced. */
function mutated(random: Random): string {
    let text = pick(random, sources)
    for (let i = random(6); i >= 0; i--) {
        const at = random(text.length + 1)
        const end = Math.min(text.length, at + 1 + random(random(4) === 0 ? 200 : 5))
        const inserted = pick(random, [
            '',
            pick(random, tokens),
            text.slice(at, end),
            String.fromCharCode(random(0x300)),
        ])
        text = text.slice(0, at) + inserted + text.slice(random(2) === 0 ? at : end)
    }
    return random(4) === 0 ? text.slice(0, random(text.length + 1)) : text
}

/** One thing very often: deep or long, up to 300,000 characters. */
function repeated(random: Random): string {
    const part = pick(random, [
        '[',
        '{a:',
        '[[],',
        '{"a":[',
        '/*',
        '//',
        '"',
        "'a',",
        '1,',
        '\\',
        '"\\n',
        '[1]',
        ',',
        'a:',
        'a.',
        '1',
        '\n',
    ])
    return (
        pick(random, ['', '[', '"', '/']) +
        part.repeat(1 + random(300_000 / part.length)) +
        pick(random, ['', ']', '"', '}'])
    )
}
