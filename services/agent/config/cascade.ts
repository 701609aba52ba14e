/*
    cascade.ts -- The files of a configuration, blended one over the other. Source: spec agent.md §3, §3.1.
*/

import { applyConditional, blend, JsonError } from '../../json/index.js'
import { at } from '../../config/index.js'
import { AgentError } from '../errors.js'
import { valueError } from './agent-config.js'
import { Places } from './places.js'
import { isPlainObject, type PlainObject } from './plain-object.js'
import { readConfig } from './read-config.js'
import { textOf } from './text-of.js'

/** What nobody has given. */
export const nowhere = Object.freeze({ source: 'default', line: 0, column: 0, choice: '', root: '' })

/** A configuration that grows file by file. */
export class Cascade {
    readonly tree: PlainObject = {}
    readonly places = new Places(nowhere)
    /** The files that were read, in order. */
    readonly files: string[] = []
    /** The profiles that have a conditional set in some file. */
    readonly profiles = new Set<string>()
    readonly #profile: string | undefined

    constructor(profile: string | undefined) {
        this.#profile = profile
    }

    /**
     * Blends a file over what is there, below the property `root` (empty: at the top), and then what its `conditional` has for the present
     * choices. False: there is no such file. Throws an `AgentError`.
     */
    add(path: string, root = ''): boolean {
        const file = readConfig(path, root)
        if (file === null) {
            return false
        }
        if (!this.files.includes(path)) {
            this.files.push(path)
        }
        if (root !== '' && !isPlainObject(this.tree[root])) {
            this.tree[root] = {}
            this.places.set([root], file.places.place)
        }
        const places = root === '' ? this.places : this.places.children.get(root)!
        try {
            blend(root === '' ? this.tree : (this.tree[root] as PlainObject), file.value)
            places.blend(file.places, false)
            this.#applyConditional(root, places)
        } catch (cause) {
            if (cause instanceof JsonError) {
                throw new AgentError(
                    'AGENT_CONFIG_VALUE',
                    `Cannot use configuration ${path}: ${conditionalText(cause)}`,
                    {
                        cause,
                    },
                )
            }
            throw cause
        }
        return true
    }

    #applyConditional(key: string, places: Places): void {
        const conditional = places.children.get('conditional')
        const given = key === '' ? this.tree.conditional : (this.tree[key] as PlainObject).conditional
        if (given !== undefined && !isPlainObject(given)) {
            throw valueError(
                this.places,
                at(key, 'conditional'),
                `${at(key, 'conditional')} is ${textOf(given)}, wanted an object`,
            )
        }
        for (const name of Object.keys(isPlainObject(given?.profile) ? given.profile : {})) {
            this.profiles.add(name)
        }
        applyConditional(this.tree, {
            profile: this.#profile,
            key,
            onChoice(selector, choice) {
                const set = conditional?.children.get(selector)?.children.get(choice)
                if (set !== undefined) {
                    places.blend(set.chosenBy(`conditional.${selector}.${choice}`), true)
                }
            },
        })
        places.children.delete('conditional')
    }

    /** Sets a value that goes before those of the files. */
    override(names: readonly string[], value: unknown, source: string): void {
        let object = this.tree
        for (const name of names.slice(0, -1)) {
            if (!isPlainObject(object[name])) {
                object[name] = {}
            }
            object = object[name] as PlainObject
        }
        object[names.at(-1)!] = value
        this.places.set(names, { ...nowhere, source })
    }
}

function conditionalText(error: JsonError): string {
    return error.message.replace(/^Cannot /, 'cannot ')
}
