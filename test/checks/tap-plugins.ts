/**
 * Builds the test runner without its TypeScript plugin, once after each install.
 *
 * The tests run compiled, and the plugin needs the compiler API that TypeScript 7 does not have. tap rebuilds itself
 * too, but the first run after that still loads what the old build named, and fails; hence this step before it.
 */

import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const require = createRequire(import.meta.url)
const runner = require.resolve('@tapjs/test/package.json', { paths: [require.resolve('tap')] })
const built = join(runner, '../test-built/dist/commonjs/index.js')

if (!existsSync(built) || readFileSync(built, 'utf8').includes('@tapjs/typescript')) {
    console.log('Preparing the test runner')
    execFileSync('npm', ['exec', '--', 'tap', 'build'], { stdio: ['ignore', 'ignore', 'inherit'] })
}
