/*
    lint.ts -- Checks the sources with the project's own lint rules: `node dist/test/checks/lint.js [tsconfig.json]`.
*/

import { report } from './finding.js'
import { loadProject } from './program.js'
import { lint, rules } from './rules/index.js'

const project = loadProject(process.argv[2] ?? 'tsconfig.json')
process.exitCode = report(lint(project, rules), `${rules.length} rules, ${project.files.length} files`)
