/*
    blowfish.ts -- The block cipher Blowfish (B. Schneier, 1993), for stored BF1 passwords. Source: spec crypt.md §7.2.

    OpenSSL 3 as it comes with Node does not offer it. Not to be used for anything new: its blocks have 64 bits.
*/

import { wordsOfPi } from './pi.js'

const rounds = 16
const keyWords = rounds + 2
const boxWords = 4 * 256

let initial: Int32Array | null = null

/** A key, ready to encrypt. */
export class Blowfish {
    /** The round keys. */
    readonly #p: Int32Array
    /** The four boxes, one after the other. */
    readonly #s: Int32Array
    /** The block under way: its halves. */
    #left = 0
    #right = 0

    /** Sets up a key of at least one byte. Bytes after the 72nd have no effect. */
    constructor(key: Uint8Array) {
        initial ??= Int32Array.from(wordsOfPi(keyWords + boxWords))
        this.#p = initial.slice(0, keyWords)
        this.#s = initial.slice(keyWords)
        let at = 0
        for (let i = 0; i < keyWords; i++) {
            let word = 0
            for (let byte = 0; byte < 4; byte++) {
                word = (word << 8) | key[at]!
                at = (at + 1) % key.length
            }
            this.#p[i]! ^= word
        }
        this.#fill(this.#p)
        this.#fill(this.#s)
    }

    /** Encrypts pairs of words in place, each pair a block, `times` times over. */
    encrypt(words: Int32Array, times = 1): void {
        for (let i = 0; i < words.length; i += 2) {
            this.#left = words[i]!
            this.#right = words[i + 1]!
            for (let time = 0; time < times; time++) {
                this.#encipher()
            }
            words[i] = this.#left
            words[i + 1] = this.#right
        }
    }

    /** Replaces words by what the block becomes, encrypted again and again. */
    #fill(words: Int32Array): void {
        for (let i = 0; i < words.length; i += 2) {
            this.#encipher()
            words[i] = this.#left
            words[i + 1] = this.#right
        }
    }

    #encipher(): void {
        const p = this.#p
        const s = this.#s
        let left = this.#left
        let right = this.#right
        for (let i = 0; i < rounds; i += 2) {
            left ^= p[i]!
            right ^=
                (((s[left >>> 24]! + s[256 + ((left >>> 16) & 255)]!) ^ s[512 + ((left >>> 8) & 255)]!) +
                    s[768 + (left & 255)]!) ^
                p[i + 1]!
            left ^=
                ((s[right >>> 24]! + s[256 + ((right >>> 16) & 255)]!) ^ s[512 + ((right >>> 8) & 255)]!) +
                s[768 + (right & 255)]!
        }
        this.#left = right ^ p[rounds + 1]!
        this.#right = left ^ p[rounds]!
    }
}
