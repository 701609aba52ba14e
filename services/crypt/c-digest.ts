/*
    c-digest.ts -- What the digests of the C face share: contexts, and files.
*/

import { closeSync, openSync, readSync } from 'node:fs'
import { type Nullable, type Pointer, setOsError, stringOf } from '../../fiber/compat/index.js'
import type { Bytes } from './bytes.js'
import { block, fill } from './c-bytes.js'
import type { Digest } from './digest.js'
import { Hash } from './hash.js'
import type { HashAlgorithm } from './provider.js'

/** Bytes of a file that are read at a time. */
const piece = 64 * 1024

/** The context of a digest in pieces: `new CryptSha256()`. Without Init it begins with the first piece. */
export abstract class DigestContext {
    /** Null: nothing has been added since Init, Finalize or Term. */
    #digest: Digest | null = null

    protected abstract make(): Digest

    /** @internal */
    reset(): void {
        this.#digest = null
    }

    /** @internal */
    update(bytes: Uint8Array): void {
        this.#digest ??= this.make()
        this.#digest.update(bytes)
    }

    /** @internal */
    finalize(): Buffer {
        const digest = this.#digest ?? this.make()
        this.#digest = null
        return digest.digest()
    }
}

/** Init, Start and Term. */
export function resetDigest(ctx: Pointer<DigestContext>): void {
    if (ctx instanceof DigestContext) {
        ctx.reset()
    }
}

/** Adds the first `length` bytes, or all. */
export function updateDigest(ctx: Pointer<DigestContext>, data: Pointer<Bytes>, length?: number): void {
    if (ctx instanceof DigestContext) {
        ctx.update(block(data, length))
    }
}

/** The digest, which has `size` bytes; zeros without a context. */
export function finalizeDigest(ctx: Pointer<DigestContext>, size: number, out: Pointer<Uint8Array>): Uint8Array {
    return fill(ctx instanceof DigestContext ? ctx.finalize() : Buffer.alloc(size), out)
}

/** The hexadecimal digest of a file; null if it cannot be read. Synchronous, as in C. */
export function fileHex(algorithm: HashAlgorithm, path: Pointer<string>): Nullable<string> {
    const name = stringOf(path)
    if (name === null) {
        return null
    }
    let fd = -1
    try {
        fd = openSync(name, 'r')
        const digest = new Hash(algorithm)
        const buf = Buffer.allocUnsafe(piece)
        for (let count = readSync(fd, buf); count > 0; count = readSync(fd, buf)) {
            digest.update(buf.subarray(0, count))
        }
        return digest.hex()
    } catch (error) {
        setOsError(error)
        return null
    } finally {
        if (fd >= 0) {
            closeSync(fd)
        }
    }
}
