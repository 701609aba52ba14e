/*
    check-tree.ts -- Looks whether a tree is what its description promises, by the simplest means.
*/

import { JSON_ARRAY, JSON_OBJECT, type Json } from '../../../../services/json/index.js'

/** Throws if ids, sizes, parents, names or look-ups of a tree are wrong. */
export function checkTree(json: Json): void {
    const fail = (what: string): never => {
        throw new Error(`${what} in ${json.toString()}`)
    }
    const check = (nid: number, parent: number): number => {
        const node = json.nodes[nid] ?? fail(`no node ${nid}`)
        let next = nid + 1
        let count = 0
        if (node.isContainer) {
            if (node.value !== null) {
                fail(`container ${nid} has a value`)
            }
            while (next < node.last) {
                checkLookup(json, nid, next, count)
                next = check(next, nid)
                count++
            }
        } else if (node.value === null) {
            fail(`leaf ${nid} has no value`)
        }
        const parentType = parent < 0 ? 0 : json.nodes[parent]!.type
        if ((parentType === JSON_OBJECT) !== (node.name !== null)) {
            fail(`node ${nid} has the name ${node.name}`)
        }
        if (next !== node.last || node.size !== next - nid || node.count !== count) {
            fail(`node ${nid} has last ${node.last}, size ${node.size}, count ${node.count}`)
        }
        if (json.idOf(node) !== nid || node.tree !== json || node.parent !== (json.nodes[parent] ?? null)) {
            fail(`node ${nid} is not where it should be`)
        }
        return next
    }
    if (json.count > 0 && check(0, -1) !== json.count) {
        fail('there are nodes behind the root')
    }
}

function checkLookup(json: Json, parent: number, child: number, position: number): void {
    if (json.getChild(position, parent) !== json.nodes[child]) {
        throw new Error(`child ${position} of ${parent} is not ${child}`)
    }
    const { name } = json.nodes[child]!
    if (name !== null && json.nodes[parent]!.type === JSON_OBJECT && /^[\w-]+$/.test(name)) {
        const found = json.getId(name, parent)
        let first = parent + 1
        while (json.nodes[first]!.name !== name) {
            first = json.nodes[first]!.last
        }
        if (found !== first) {
            throw new Error(`${name} of ${parent} is ${found}, not ${first}`)
        }
    }
    if (json.nodes[parent]!.type === JSON_ARRAY && json.getId(`[${position}]`, parent) !== child) {
        throw new Error(`[${position}] of ${parent} is not ${child}`)
    }
}
