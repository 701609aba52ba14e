/*
    depth.ts -- How deep values are nested.

    JSON.parse and the package json5 know no limit. Looking through what they made costs a fraction of the time in which it was made;
    counting the brackets of the text costs three times as much, since no processor can guess where its strings end.
*/

/** Levels that are gone down by recursion at a time. That is the fastest: values lie in memory in this order. */
const STEP = 500

/** Whether a value has more than `depth` objects and arrays within each other. A cycle counts as deep. */
export function isDeeper(value: unknown, depth: number): boolean {
    let level: object[] = isContainer(value) ? [value] : []
    for (let left = depth; level.length > 0; left -= STEP) {
        if (left <= 0) {
            return true
        }
        const below: object[] = []
        for (const container of level) {
            descend(container, Math.min(left, STEP), below)
        }
        level = below
    }
    return false
}

/** Collects the containers that are `levels` below a container. */
function descend(container: object, levels: number, below: object[]): void {
    if (levels === 0) {
        below.push(container)
    } else if (Array.isArray(container)) {
        for (let i = 0; i < container.length; i++) {
            const item: unknown = container[i]
            if (isContainer(item)) {
                descend(item, levels - 1, below)
            }
        }
    } else {
        // Faster than a list of the names. What Object.prototype may have been given does no harm here.
        for (const name in container) {
            const item = (container as Record<string, unknown>)[name]
            if (isContainer(item)) {
                descend(item, levels - 1, below)
            }
        }
    }
}

function isContainer(value: unknown): value is object {
    return typeof value === 'object' && value !== null
}
