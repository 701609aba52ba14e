/*
    dependencies.ts -- Finds packages that docs/dependencies.md gives no reason for, and reasons for packages that are gone.
*/

import type { Manifest } from '../architecture/packages.js'
import type { Finding } from '../finding.js'

/** The names in the first column of the tables of a page. */
function namesOf(page: string): Set<string> {
    const cells = page.split('\n').map(line => /^\|([^|]*)\|/.exec(line)?.[1] ?? '')
    return new Set(cells.flatMap(cell => [...cell.matchAll(/`([^`]+)`/g)].map(match => match[1] ?? '')))
}

/** Check the page against the manifest. */
export function checkDependencies(file: string, page: string, manifest: Manifest): Finding[] {
    const named = namesOf(page)
    const installed = new Set(Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }))
    const finding = (message: string): Finding => ({ file, line: 0, column: 0, rule: 'dependency', message })
    return [
        ...[...installed]
            .filter(name => !named.has(name))
            .map(name => finding(`${name} has no reason here: add a row`)),
        ...[...named].filter(name => !installed.has(name)).map(name => finding(`${name} is not installed: remove it`)),
    ]
}
