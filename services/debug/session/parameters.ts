/*
    parameters.ts -- The names of a function's parameters, from its text.
*/

/** The parameters that are plain names, up to the first that is not; `text` begins with the bracket. */
export function parametersOf(text: string): string[] {
    const names: string[] = []
    let rest = text.slice(1, 2000)
    for (;;) {
        const found = /^\s*([\w$]+)\s*([,=)])/.exec(rest)
        if (found === null) {
            return names
        }
        names.push(found[1]!)
        if (found[2] !== ',') {
            return names
        }
        rest = rest.slice(found[0].length)
    }
}
