/*
    edit.ts -- Changes a document: sets, bumps and removes properties. Source: spec json.md §17.
*/

import type { Json } from '../../../../services/json/index.js'
import type { Failure } from '../../subcommand.js'
import { failure, NOT_DONE } from './statuses.js'

/** Sets a property to a text, whose type is found out from it. */
export function assign(json: Json, assignment: string): void {
    const at = assignment.indexOf('=')
    const prop = assignment.slice(0, at)
    try {
        json.setText(prop, assignment.slice(at + 1))
    } catch {
        throw failure(NOT_DONE, `Cannot assign to "${prop}"`)
    }
}

/** Removes a property. False if it is not there and that is no error. */
export function remove(json: Json, prop: string, noerror: boolean): boolean {
    const isRemoved = json.count > 0 && json.remove(prop)
    if (!isRemoved && !noerror) {
        throw failure(NOT_DONE, `Cannot remove property "${prop}"`)
    }
    return isRemoved
}

/** Increments a version: what stands behind its last dot, or all of it. It stays a string or a number. */
export function bump(json: Json, prop: string): void {
    const node = json.getNode(prop)
    const value = node?.value ?? null
    if (node === undefined || value === null) {
        throw cannotBump(prop)
    }
    json.setText(prop, bumped(value, prop), node.type)
}

function bumped(value: string, prop: string): string {
    const dot = value.lastIndexOf('.') + 1
    if (dot > 0) {
        const digits = /^\d*/.exec(value.slice(dot))?.[0] || '0'
        return `${value.slice(0, dot)}${BigInt(digits) + 1n}`
    }
    if (!/^[+-]?\d+$/.test(value)) {
        throw cannotBump(prop)
    }
    return String(BigInt(value.replace(/^\+/, '')) + 1n)
}

function cannotBump(prop: string): Failure {
    return failure(NOT_DONE, `Cannot bump property "${prop}"`)
}
