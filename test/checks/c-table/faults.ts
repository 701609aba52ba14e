/*
    faults.ts -- Holds a C face against a table.
*/

import type { CFace } from './face.js'
import { type CRow, parameterCounts, pointerParameters } from './rows.js'

/** What is wrong with the face in a row; undefined: nothing. */
function rowFault(row: CRow, face: CFace): string | undefined {
    const { name, module, suspends } = row
    const found = face.get(name)
    if (found === undefined) {
        return `${name} (${module}) is missing`
    }
    if (found === null) {
        return undefined
    }
    if (found.suspends !== suspends) {
        return `${name} ${suspends ? 'is to suspend' : 'must not suspend'}`
    }
    const counts = parameterCounts(row)
    return counts.length === 0 || counts.includes(found.parameters)
        ? undefined
        : `${name} has ${found.parameters} parameters, listed: ${counts.join(' or ')}`
}

/**
 * What is wrong with a face: a row that is to be the same is missing, suspends although it is not marked so, or takes another
 * number of parameters. `isAbsent` tells the rows that are not built, or stand in another face: one that is there is a fault
 * too, so that the exception is taken out.
 */
export function tableFaults(
    rows: readonly CRow[],
    face: CFace,
    isAbsent: (row: CRow) => boolean = () => false,
): string[] {
    return rows
        .filter(({ port }) => port === 'same')
        .map(row =>
            isAbsent(row)
                ? face.has(row.name)
                    ? `${row.name} (${row.module}) is there: take it out of what is not`
                    : undefined
                : rowFault(row, face),
        )
        .filter(fault => fault !== undefined)
}

/**
 * Pointers of C whose parameters in TypeScript do not take all that stands for NULL (spec runtime.md §1.2): ported code writes
 * `null` and 0, and must compile.
 */
export function nullFaults(rows: readonly CRow[], face: CFace): string[] {
    return rows.flatMap(row => {
        const found = row.port === 'same' ? face.get(row.name) : undefined
        const at = found ? pointerParameters(row).filter(each => found.needed.includes(each)) : []
        // What takes the place of several C parameters has other positions.
        return found && parameterCounts(row).every(count => count === found.parameters)
            ? at.map(each => `${row.name}: parameter ${each + 1} does not take NULL`)
            : []
    })
}
