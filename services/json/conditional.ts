/*
    conditional.ts -- Configurations that depend on a profile or on another property (spec json.md §12).
*/

import { blend } from './blend.js'
import { JsonError } from './errors.js'
import { get } from './get.js'
import { keyTerms } from './key-terms.js'
import { cloneValue, isObject, scalarText } from './plain.js'

/** What decides, and where. */
export interface ConditionalOptions {
    /** The choice of the selector `profile`. Default: the top-level property `profile`, else `dev`. */
    readonly profile?: string | undefined
    /** Key of the object that has the property `conditional`. Default: the configuration itself. */
    readonly key?: string
    /** Told of each choice that is blended in, after it was. */
    readonly onChoice?: (selector: string, choice: string) => void
}

/**
 * Blends into a configuration what its property `conditional` has for the present choices, in their order, and removes that property:
 *
 *     conditional: { SELECTOR: { CHOICE: { ... } } }
 *
 * The choice of a selector is the value of the top-level property of that name; names in it have the prefixes of the blend mode
 * `combine`. The configuration is changed. Throws a `JsonError`: `JSON_CONDITIONAL`, with its cause, when a choice cannot be blended.
 */
export function applyConditional(config: object, options: ConditionalOptions = {}): void {
    const { profile, key = '' } = options
    const target = get(config, key)
    if (!isObject(target) || !Object.hasOwn(target, 'conditional')) {
        return
    }
    // A copy: what is blended may change it.
    const conditional = cloneValue(target.conditional)
    for (const [selector, choices] of Object.entries(isObject(conditional) ? conditional : {})) {
        const choice = (selector === 'profile' ? profile : undefined) ?? choiceOf(config, selector)
        // A choice without terms would be all of them.
        const part = choice === null || keyTerms(choice).length === 0 ? undefined : get(choices, choice)
        if (part === undefined) {
            continue
        }
        if (!isObject(part)) {
            throw conditionalError(selector, `${choice} is no object, wanted one`)
        }
        try {
            blend(target, part, { mode: 'combine' })
        } catch (cause) {
            throw conditionalError(selector, (cause as Error).message, cause)
        }
        options.onChoice?.(selector, choice!)
    }
    delete target.conditional
}

/** The value of a top-level property, as text; of `profile` also the usual one. Null: there is none, or it is no scalar. */
function choiceOf(config: object, selector: string): string | null {
    const value = Object.hasOwn(config, selector) ? (config as Record<string, unknown>)[selector] : null
    const text = value === null ? null : scalarText(value)
    return text ?? (selector === 'profile' ? 'dev' : null)
}

function conditionalError(selector: string, reason: string, cause?: unknown): JsonError {
    const message = `Cannot apply conditional.${selector}: ${reason}`
    return new JsonError('JSON_CONDITIONAL', message, reason, undefined, { cause })
}
