/*
    architecture.ts -- Checks layers, doors, cycles and packages: `node dist/test/checks/architecture.js`.
*/

import { readFileSync } from 'node:fs'
import { checkArchitecture } from './architecture/check.js'
import type { Manifest } from './architecture/packages.js'
import { report } from './finding.js'
import { readTree } from './tree.js'

const sources = readTree('.', ['fiber', 'services', 'apps', 'test'], /\.ts$/)
const manifest: Manifest = JSON.parse(readFileSync('package.json', 'utf8'))
process.exitCode = report(checkArchitecture(sources, manifest), `Imports of ${sources.size} files`)
