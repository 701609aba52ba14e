/*
    docs-reference.ts -- Fills the pages of docs/reference from the doc comments of the sources: `npm run docs:reference`.
*/

import { readFileSync, writeFileSync } from 'node:fs'
import { report } from './finding.js'
import { loadProject } from './program.js'
import { fillReference, readDoors, readPages } from './reference/index.js'

const project = loadProject('tsconfig.json')
const doors = readDoors(project, JSON.parse(readFileSync('package.json', 'utf8')))
const { pages, findings } = fillReference(readPages(), doors, project.program.getTypeChecker())
for (const [path, text] of pages) {
    writeFileSync(path, text)
}
process.exitCode = report(findings, `${pages.size} pages of the reference`)
