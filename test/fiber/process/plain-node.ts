/*
    plain-node.ts -- How tests start Node as people do.

    tap adds a module to each Node process that a test starts. It listens for signals, which changes what they do, and takes half
    a second to load; only the measuring of coverage needs it.
*/

/** A program and its arguments. */
export type Command = readonly [program: string, args: string[]]

/** Node without what tap adds. */
export function plainNode(...args: readonly string[]): Command {
    return process.platform === 'win32'
        ? [process.execPath, [...args]]
        : ['env', ['-u', 'NODE_OPTIONS', process.execPath, ...args]]
}

/** Node; with what tap adds if coverage is measured. */
export function testedNode(...args: readonly string[]): Command {
    return process.env.TAP_DISABLE_COVERAGE === '0' ? [process.execPath, [...args]] : plainNode(...args)
}
