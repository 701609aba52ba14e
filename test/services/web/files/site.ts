/*
    site.ts -- A site of real files for tests of documents, in a directory of its own, and a host that serves it.

    Time is real, since the file system knows no other. Afterwards nothing may be left: no connection, no open file of the site, no
    temporary file.
*/

import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import tap from 'tap'
import { type Fiber, fibers, run, scope, sleep } from '../../../../fiber/index.js'
import type { WebConfig } from '../../../../services/web/index.js'
import { type Client, type Test, resetClients, TestHost } from '../harness.js'

/** All methods that a file route knows what to do with. */
export const FILE_METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE']

/** Text of `size` bytes, each piece of it different from its neighbours. */
export function text(size: number): string {
    let result = ''
    for (let line = 0; result.length < size; line++) {
        result += `${line} The quick brown fox jumps over the lazy dog\n`
    }
    return result.slice(0, size)
}

/** A directory of documents, beside which there may be others. */
export class Site {
    readonly base: string
    readonly root: string

    /** `files` by their path below the root. All is removed at the end of the test file. */
    constructor(files: Readonly<Record<string, string | Uint8Array>> = {}) {
        this.base = realpathSync(mkdtempSync(join(tmpdir(), 'web-site-')))
        this.root = join(this.base, 'site')
        mkdirSync(this.root)
        for (const [name, content] of Object.entries(files)) {
            this.write(name, content)
        }
        tap.teardown(() => rmSync(this.base, { recursive: true }))
    }

    /** The file of a path below the root. */
    file(name: string): string {
        return join(this.root, name)
    }

    write(name: string, content: string | Uint8Array): void {
        mkdirSync(dirname(this.file(name)), { recursive: true })
        writeFileSync(this.file(name), content)
    }

    /** Names of all files and directories. */
    get names(): string[] {
        return readdirSync(this.root, { recursive: true }).map(String).sort()
    }

    /** Descriptors of this process that are open in the site; always none where the system does not tell. */
    get descriptors(): string[] {
        let list: string[] = []
        try {
            list = readdirSync('/proc/self/fd')
        } catch {
            return list
        }
        return list.flatMap(fd => {
            try {
                const target = readlinkSync(`/proc/self/fd/${fd}`)
                return target.startsWith(this.base) ? [target] : []
            } catch {
                // It was the one of the list itself.
                return []
            }
        })
    }

    /** Declares a test with a host that serves the site, and a client of it. */
    test(name: string, body: (t: Test, host: TestHost, client: Client) => Fiber<void>, config: WebConfig = {}): void {
        const site = this
        tap.test(name, async t => {
            await run(() =>
                scope(function* (s) {
                    const host = new TestHost({ documents: site.root, routes: [{ methods: FILE_METHODS }], ...config })
                    yield* host.start()
                    const client = host.connect()
                    yield* body(t, host, client)
                    t.same(host.errors, [], 'nothing is the fault of the server')
                    resetClients()
                    yield* host.stop({ grace: 0 })
                    t.same(yield* site.#leftovers(), [], 'nothing is left open')
                    t.same(
                        site.names.filter(each => each.endsWith('.tmp')),
                        [],
                    )
                    s.cancel()
                }),
            )
        })
    }

    /** Waits until the files that are closed in the background are closed. Gives those that are not after a while. */
    *#leftovers(): Fiber<string[]> {
        for (let i = 0; i < 200 && this.descriptors.length > 0; i++) {
            yield* sleep(10)
        }
        return this.descriptors
    }
}

/** How many fibers there are that serve connections. */
export function servingFibers(): number {
    return fibers().filter(({ name }) => name === 'serveOne').length
}
