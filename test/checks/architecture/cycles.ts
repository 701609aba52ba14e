/*
    cycles.ts -- Finds import cycles.

    Only imports that load a module count. Two files may know each other's types: nothing is loaded for that, and the order in
    which modules start does not depend on it.
*/

/** From each node to the nodes that it points to. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>

/**
 * Find cycles: the shortest one through each node that no cycle found before has touched.
 *
 * @returns each as the list of its nodes, in the order of the arrows
 */
export function cycles(graph: Graph): string[][] {
    const found: string[][] = []
    const touched = new Set<string>()
    for (const start of [...graph.keys()].toSorted()) {
        const cycle = touched.has(start) ? undefined : shortestCycle(graph, start)
        if (cycle !== undefined) {
            found.push(cycle)
            for (const node of cycle) {
                touched.add(node)
            }
        }
    }
    return found
}

/** Breadth first from the node until an edge leads back to it. */
function shortestCycle(graph: Graph, start: string): string[] | undefined {
    const before = new Map<string, string>()
    const queue = [start]
    for (const node of queue) {
        for (const next of graph.get(node) ?? []) {
            if (next === start) {
                const cycle = [node]
                for (let at = before.get(node); at !== undefined; at = before.get(at)) {
                    cycle.unshift(at)
                }
                return cycle
            }
            if (!before.has(next)) {
                before.set(next, node)
                queue.push(next)
            }
        }
    }
    return undefined
}
