/*
    check.ts -- Checks the imports of a whole tree: layers, doors, cycles, packages.
*/

import type { Finding } from '../finding.js'
import type { Texts } from '../tree.js'
import { cycles } from './cycles.js'
import { doorFault } from './doors.js'
import { type Import, importsOf } from './imports.js'
import { layerFault, nodeFault } from './layers.js'
import { type Manifest, packageFault } from './packages.js'

function checkFile(file: string, imports: readonly Import[], sources: Texts, manifest: Manifest): Finding[] {
    const findings: Finding[] = []
    for (const { specifier, target, line, column } of imports) {
        const add = (rule: string, message: string | undefined): void => {
            if (message !== undefined) {
                findings.push({ file, line, column, rule, message })
            }
        }
        if (target === undefined) {
            add('layer', nodeFault(file, specifier))
            add('package', packageFault(file, specifier, manifest))
        } else if (!sources.has(target)) {
            add('import', `${specifier} is no source of this tree`)
        } else {
            const fault = layerFault(file, target)
            add('layer', fault)
            add('door', fault === undefined ? doorFault(file, target, path => sources.has(path)) : undefined)
        }
    }
    return findings
}

/** The folder that stands for a file in the graph of folders: `fiber/socket`, `services/web`; undefined above these. */
function roomOf(file: string): string | undefined {
    const [top, room, ...rest] = file.split('/')
    return top === 'test' || rest.length === 0 ? undefined : `${top}/${room}`
}

function cycleFindings(graph: Map<string, Set<string>>, what: string): Finding[] {
    return cycles(graph).map(cycle => ({
        file: cycle[0] ?? '',
        line: 0,
        column: 0,
        rule: 'cycle',
        message: `Cycle of ${what}: ${[...cycle, cycle[0]].join(' -> ')}`,
    }))
}

/** Check the imports of all sources of a tree. */
export function checkArchitecture(sources: Texts, manifest: Manifest): Finding[] {
    const findings: Finding[] = []
    const files = new Map<string, Set<string>>()
    const rooms = new Map<string, Set<string>>()
    const add = (graph: Map<string, Set<string>>, from: string, to: string): void => {
        graph.set(from, (graph.get(from) ?? new Set()).add(to))
    }
    for (const [file, text] of sources) {
        const imports = importsOf(file, text)
        findings.push(...checkFile(file, imports, sources, manifest))
        for (const { target, kind } of imports) {
            if (kind === 'value' && target !== undefined && sources.has(target)) {
                add(files, file, target)
                const from = roomOf(file)
                const to = roomOf(target)
                if (from !== undefined && to !== undefined && from !== to) {
                    add(rooms, from, to)
                }
            }
        }
    }
    const between = cycleFindings(files, 'files')
    // A cycle of files that crosses rooms is a cycle of rooms too; once said is enough.
    return [...findings, ...between, ...(between.length === 0 ? cycleFindings(rooms, 'folders') : [])]
}
