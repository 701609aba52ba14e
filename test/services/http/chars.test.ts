import t from 'tap'
import {
    hexValue,
    isBlank,
    isHost,
    isUrl,
    lower,
    skipBlanks,
    skipQuoted,
    skipToken,
    skipValue,
    skipVisible,
    trimEnd,
} from '../../../services/http/chars.js'

const ALL = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))

/** The bytes, as one text, at which a loop does not stop. */
function passed(skip: (buf: Uint8Array, from: number, stop: number) => number): string {
    return Buffer.from(ALL.filter(byte => skip(ALL, byte, byte + 1) === byte + 1)).toString('latin1')
}

const range = (from: number, to: number) => ALL.toString('latin1', from, to + 1)

t.test('lower changes ASCII letters only', async t => {
    for (const byte of ALL) {
        t.equal(lower(byte), byte >= 65 && byte <= 90 ? byte + 32 : byte)
    }
})

t.test('hexValue knows the digits of both cases', async t => {
    for (const byte of ALL) {
        const digit = /[0-9a-fA-F]/.test(String.fromCharCode(byte))
        t.equal(hexValue(byte), digit ? Number.parseInt(String.fromCharCode(byte), 16) : -1)
    }
})

t.test('isUrl, isHost and isBlank know their characters', async t => {
    const which = (is: (char: number) => boolean) => Buffer.from(ALL.filter(is)).toString('latin1')
    const alphanumeric = `${range(48, 57)}${range(65, 90)}${range(97, 122)}`
    const sorted = (text: string) => [...text].sort().join('')
    t.equal(which(isUrl), sorted(`${alphanumeric}-._~:/?#[]@!$&'()*+,;=%`))
    t.equal(which(isHost), sorted(`${alphanumeric}-._~!$&'()*+,;=%`))
    t.equal(which(isBlank), '\t ')
    t.equal(isUrl(0x161), false)
    t.equal(isHost(0x161), false)
    t.equal(isUrl(Number.NaN), false)
})

t.test('skipToken, skipVisible, skipValue, skipQuoted and skipBlanks pass their bytes', async t => {
    t.equal(passed(skipToken), [...range(0x21, 0x7e)].filter(char => !'"(),/:;<=>?@[\\]{}'.includes(char)).join(''))
    t.equal(passed(skipVisible), range(0x21, 0x7e))
    t.equal(passed(skipValue), `\t${range(0x20, 0x7e)}${range(0x80, 0xff)}`)
    t.equal(passed(skipQuoted), `\t${range(0x20, 0x7e).replace('"', '').replace('\\', '')}${range(0x80, 0xff)}`)
    t.equal(passed(skipBlanks), '\t ')
})

t.test('skipValue stops at the same byte in any position and memory', async t => {
    for (const byte of ALL) {
        const end = byte !== 9 && (byte < 32 || byte === 127)
        for (let at = 0; at < 12; at++) {
            const text = Buffer.alloc(12, 'x')
            text[at] = byte
            const shifted = Buffer.concat([Buffer.alloc(at), text])
            if (
                skipValue(text, 0, 12) !== (end ? at : 12) ||
                skipValue(shifted, at, at + 12) !== (end ? 2 * at : at + 12)
            ) {
                t.fail(`byte ${byte} at ${at}`)
            }
            if (skipValue(text, 0, at) !== at) {
                t.fail(`Read past ${at}`)
            }
        }
    }
    t.pass()
})

t.test('trimEnd leaves out the blanks at the end', async t => {
    const buf = Buffer.from(' a \t ')
    t.equal(trimEnd(buf, 0, 5), 2)
    t.equal(trimEnd(buf, 2, 5), 2)
    t.equal(trimEnd(buf, 0, 2), 2)
})
