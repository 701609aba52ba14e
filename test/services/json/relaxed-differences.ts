/*
    relaxed-differences.ts -- Where the relaxed grammar is not JSON5, file by file of json5-tests. docs/reference/json.md has the table.

    Each row: what relaxed mode makes of the text (`undefined`: a text without a value), or the code of its error; and the clause
    of spec json.md that says so. What is not listed is the same in both.
*/

import type { JsonErrorCode } from '../../../services/json/index.js'

/** What relaxed mode does where JSON5 refuses a text or gives another value, and the clause. */
export type Difference = readonly [clause: string, outcome: { readonly value: unknown } | JsonErrorCode]

const COMMAS = '§3.1 Commas: extra ones are ignored'
const EMPTY = '§3.1 Document: zero or one value'
const ESCAPES = '§3.3: no line continuations, no \\v, \\x and \\0'
const HEX = '§3.1: no hexadecimal numbers; a bare word is a string'
const SIGNED_WORD = '§3.2: a + begins a number and nothing else'
const NO_NUMBERS = '§3.1: Infinity and NaN are strings'
const ZEROS = '§3.2: digits of a number may begin with zeros'
const WORDS = '§3.2: a bare word that is no number is a string'
const NAMES = '§3.1 Names: digits and - are letters of a bare name'
const ASCII = '§3.1 Unquoted strings: no $ and no characters beyond ASCII'
const BLANKS = '§3.1 White space: space, tab, CR, LF'
const LINES = '§3.1 Strings: may hold line breaks'

export const relaxedDifferences: Readonly<Record<string, Difference>> = {
    'arrays/leading-comma-array.js': [COMMAS, { value: [null] }],
    'arrays/lone-trailing-comma-array.js': [COMMAS, { value: [] }],
    'comments/top-level-block-comment.txt': [EMPTY, { value: undefined }],
    'comments/top-level-inline-comment.txt': [EMPTY, { value: undefined }],
    'misc/empty.txt': [EMPTY, { value: undefined }],
    'misc/readme-example.json5': [ESCAPES, 'JSON_BAD_ESCAPE'],
    'misc/valid-whitespace.json5': [BLANKS, 'JSON_CONTROL_CHARACTER'],
    'new-lines/escaped-cr.json5': [ESCAPES, 'JSON_BAD_ESCAPE'],
    'new-lines/escaped-crlf.json5': [ESCAPES, 'JSON_BAD_ESCAPE'],
    'new-lines/escaped-lf.json5': [ESCAPES, 'JSON_BAD_ESCAPE'],
    'numbers/hexadecimal-empty.txt': [HEX, { value: '0x' }],
    'numbers/hexadecimal-lowercase-letter.json5': [HEX, { value: '0xc8' }],
    'numbers/hexadecimal-uppercase-x.json5': [HEX, { value: '0XC8' }],
    'numbers/hexadecimal-with-integer-exponent.json5': [HEX, { value: '0xc8e4' }],
    'numbers/hexadecimal.json5': [HEX, { value: '0xC8' }],
    'numbers/infinity.json5': [NO_NUMBERS, { value: 'Infinity' }],
    'numbers/integer-with-float-exponent.txt': [WORDS, { value: '1e2.3' }],
    'numbers/integer-with-hexadecimal-exponent.txt': [WORDS, { value: '1e0x4' }],
    'numbers/integer-with-negative-float-exponent.txt': [WORDS, { value: '1e-2.3' }],
    'numbers/integer-with-negative-hexadecimal-exponent.txt': [WORDS, { value: '1e-0x4' }],
    'numbers/nan.json5': [NO_NUMBERS, { value: 'NaN' }],
    'numbers/negative-hexadecimal.json5': [HEX, { value: '-0xC8' }],
    'numbers/negative-infinity.json5': [NO_NUMBERS, { value: '-Infinity' }],
    'numbers/negative-noctal.js': [ZEROS, { value: -98 }],
    'numbers/negative-octal.txt': [ZEROS, { value: -123 }],
    'numbers/negative-zero-hexadecimal.json5': [HEX, { value: '-0x0' }],
    'numbers/negative-zero-octal.txt': [ZEROS, { value: -0 }],
    'numbers/noctal-with-leading-octal-digit.js': [ZEROS, { value: 780 }],
    'numbers/noctal.js': [ZEROS, { value: 80 }],
    'numbers/octal.txt': [ZEROS, { value: 10 }],
    'numbers/positive-hexadecimal.json5': [SIGNED_WORD, 'JSON_NO_TOKEN'],
    'numbers/positive-infinity.json5': [SIGNED_WORD, 'JSON_NO_TOKEN'],
    'numbers/positive-noctal.js': [ZEROS, { value: 98 }],
    'numbers/positive-octal.txt': [ZEROS, { value: 123 }],
    'numbers/positive-zero-hexadecimal.json5': [SIGNED_WORD, 'JSON_NO_TOKEN'],
    'numbers/positive-zero-octal.txt': [ZEROS, { value: 0 }],
    'numbers/zero-hexadecimal.json5': [HEX, { value: '0x0' }],
    'numbers/zero-octal.txt': [ZEROS, { value: 0 }],
    'objects/illegal-unquoted-key-number.txt': [NAMES, { value: { '10twenty': 'ten twenty' } }],
    'objects/illegal-unquoted-key-symbol.txt': [NAMES, { value: { 'multi-word': 'multi-word' } }],
    'objects/leading-comma-object.txt': [COMMAS, { value: { foo: 'bar' } }],
    'objects/lone-trailing-comma-object.txt': [COMMAS, { value: {} }],
    'objects/unquoted-keys.json5': [ASCII, 'JSON_NO_TOKEN'],
    'strings/multi-line-string.json5': [ESCAPES, 'JSON_BAD_ESCAPE'],
    'strings/unescaped-multi-line-string.txt': [LINES, { value: 'foo\nbar' }],
}
