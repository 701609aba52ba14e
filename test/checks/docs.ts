/*
    docs.ts -- Checks what people read: doc comments, the list of error codes, links: `node dist/test/checks/docs.js`.
*/

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { Manifest } from './architecture/packages.js'
import { checkCatalogues, render } from './docs/catalogue.js'
import { checkDependencies } from './docs/dependencies.js'
import { checkDocumented } from './docs/documented.js'
import { checkLinks } from './docs/links.js'
import { checkListed } from './docs/listed.js'
import { checkMachinePaths } from './docs/machine-paths.js'
import { readCatalogues } from './docs/read-catalogues.js'
import { AGENT_CONFIG_PAGE, renderAgentConfig } from './docs/agent-config.js'
import { renderWebConfig, WEB_CONFIG_PAGE } from './docs/web-config.js'
import { type Finding, report } from './finding.js'
import { loadProject } from './program.js'
import { type Exports, fillReference, readDoors, readPages } from './reference/index.js'
import { readTree } from './tree.js'

const ERRORS = 'docs/reference/errors.md'
const DEPENDENCIES = 'docs/dependencies.md'
/** Indexes, and the pages that each must lead to. */
const INDEXES = [
    ['docs/README.md', /^docs\/(guides\/)?[^/]+$/],
    ['docs/reference/README.md', /^docs\/reference\//],
] as const
/** The doors: of the idiomatic and of the C face. */
const DOOR = /^(fiber|services)\/(.+\/)?(index|c)\.ts$/

const read = (path: string): string => readFileSync(path, 'utf8')

const catalogues = await readCatalogues()
const isCurrent = existsSync(ERRORS) && read(ERRORS) === render(catalogues)
const stale: Finding = {
    file: ERRORS,
    line: 0,
    column: 0,
    rule: 'error-catalogue',
    message: 'It differs from the catalogues: run `npm run docs:errors`',
}

const configPages: readonly [path: string, text: string][] = [
    [WEB_CONFIG_PAGE, renderWebConfig()],
    [AGENT_CONFIG_PAGE, renderAgentConfig()],
]
const staleConfigs = configPages
    .filter(([path, text]) => !existsSync(path) || read(path) !== text)
    .map(([file]) => ({
        file,
        line: 0,
        column: 0,
        rule: 'config-page',
        message: 'It differs from the table of properties: run `npm run docs:config`',
    }))

const manifest: Manifest & Exports = JSON.parse(read('package.json'))
const topPages = readdirSync('.').filter(name => name.endsWith('.md'))
const pages = new Map([...topPages.map(name => [name, read(name)] as const), ...readTree('.', ['docs'], /\.md$/)])
const sources = readTree('.', ['fiber', 'services', 'apps', 'config'], /\.(ts|js|json5?|html|css)$/)

const project = loadProject('tsconfig.json')
const written = readPages()
const checker = project.program.getTypeChecker()
const reference = fillReference(written, readDoors(project, manifest), checker)
const outdated = [...reference.pages].filter(([path, text]) => text !== written.get(path))

const findings = [
    ...checkDocumented(project, name => DOOR.test(name)),
    ...reference.findings,
    ...outdated.map(([file]) => ({
        file,
        line: 0,
        column: 0,
        rule: 'reference',
        message: 'It differs from the doc comments: run `npm run docs:reference`',
    })),
    ...checkCatalogues(catalogues),
    ...(isCurrent ? [] : [stale]),
    ...staleConfigs,
    ...checkDependencies(DEPENDENCIES, read(DEPENDENCIES), manifest),
    ...INDEXES.flatMap(([index, pattern]) =>
        checkListed(
            index,
            read(index),
            [...pages.keys()].filter(page => pattern.test(page)),
        ),
    ),
    ...[...pages].flatMap(([file, text]) => checkLinks(file, text, existsSync, read)),
    ...[...pages, ...sources].flatMap(([file, text]) => checkMachinePaths(file, text)),
]
process.exitCode = report(findings, `${pages.size} pages, ${catalogues.length} error catalogues`)
