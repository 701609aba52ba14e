/*
    location.ts -- Places as people name them: `12`, `app.ts:12`, `name`, `Class.name`.
*/

import type { Target } from '../../../../services/debug/index.js'
import { Failure } from '../../subcommand.js'
import type { Debugger } from './debugger.js'
import { pathName } from './describe.js'

/** The place that a word means. Throws a sentence. */
export function targetOf(debug: Debugger, word: string): Target {
    const found = /^(?:(.+):)?(\d+)$/.exec(word)
    if (found === null) {
        if (!/^[\w$#]+(?:\.[\w$#]+)*$/.test(word)) {
            throw new Failure(`Wrong place ${word || 'nothing'}: wanted LINE, FILE:LINE or FUNCTION`)
        }
        return { kind: 'function', name: word }
    }
    const [, name, digits] = found
    const line = Number(digits)
    const path = name === undefined ? currentPath(debug) : pathOf(debug, name)
    const { length } = debug.sources.lines(path) ?? []
    if (line < 1 || line > length) {
        throw new Failure(`No line ${line} in ${pathName(path)}: it has ${length}`)
    }
    return { kind: 'line', path, line }
}

/** The source in which the selected call is; before there is one, the program. */
export function currentPath(debug: Debugger): string {
    const path = debug.listed?.path ?? debug.frame?.position?.path ?? debug.module
    if (path === null) {
        throw new Failure('No file: the program has not begun, wanted FILE:LINE')
    }
    return path
}

function pathOf(debug: Debugger, name: string): string {
    const found = debug.sources.find(name, debug.folders)
    if (found.length > 1) {
        throw new Failure(`Ambiguous file ${name}: wanted one of ${found.map(pathName).join(', ')}`)
    }
    if (found.length === 0) {
        throw new Failure(`No file ${name}: wanted one that is loaded, or a path`)
    }
    return found[0]!
}
