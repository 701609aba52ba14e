/*
    child-named.ts -- Properties by their names as they are: `a.b` is a property of that name here, and not a key.
*/

import type { Json } from '../../json/index.js'

/** Id of the first property of that name of an object; -1: there is none. */
export function childNamed(json: Json, nid: number, name: string): number {
    if (/^[^\s.[\]][^.[\]]*$/.test(name)) {
        return json.getId(name, nid)
    }
    for (const [node, id] of json.children(nid)) {
        if (node.name === name) {
            return id
        }
    }
    return -1
}
