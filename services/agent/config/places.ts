/*
    places.ts -- Where each value of a configuration comes from: a file with line and column, an option, a variable of the environment.

    Places are a tree of the shape of the configuration. What is blended into a configuration takes its places along, so that the tree
    always has those of the values that count.
*/

/** Where a value comes from. */
export interface Place {
    /** The file, an option such as `--profile`, or `environment IOTO_ID`. */
    readonly source: string
    /** Line from 1; 0: it has none. */
    readonly line: number
    /** Column from 1; 0: it has none. */
    readonly column: number
    /** What decided, such as `conditional.profile.dev`; empty: nothing. */
    readonly choice: string
    /** The property of the configuration under which the file was loaded, such as `web`; empty: at the top. */
    readonly root: string
}

/** A place for people: `FILE:LINE:COLUMN`. */
export function placeText({ source, line, column }: Place): string {
    return line === 0 ? source : `${source}:${line}:${column}`
}

/** The characters that prefix names in a conditional set (spec json.md §12). */
const PREFIXES = '+-?='

/** The places of a value and of what is in it. */
export class Places {
    place: Place
    readonly children = new Map<string, Places>()

    constructor(place: Place) {
        this.place = place
    }

    /** The places at a path such as `web.routes[1].role`, or of the nearest value around it. Names may have dots in them. */
    find(path: string): Places {
        let rest = path
        let found: Places = this
        while (rest !== '') {
            const next = found.#match(rest)
            if (next === null) {
                return found
            }
            found = next.places
            rest = next.rest
        }
        return found
    }

    /** The child that the beginning of a path means, the longest of several, and what follows it. */
    #match(path: string): { readonly places: Places; readonly rest: string } | null {
        const index = /^\[(\d+)\]\.?/.exec(path)
        if (index !== null) {
            const places = this.children.get(index[1]!)
            return places === undefined ? null : { places, rest: path.slice(index[0].length) }
        }
        let best: string | null = null
        for (const name of this.children.keys()) {
            const isWhole = path.length === name.length || path[name.length] === '.' || path[name.length] === '['
            if (path.startsWith(name) && isWhole && (best === null || name.length > best.length)) {
                best = name
            }
        }
        return best === null
            ? null
            : { places: this.children.get(best)!, rest: path.slice(best.length).replace(/^\./, '') }
    }

    /** Says where the value at these names comes from. */
    set(names: readonly string[], place: Place): void {
        let places: Places = this
        for (const name of names) {
            let child = places.children.get(name)
            if (child === undefined) {
                child = new Places(place)
                places.children.set(name, child)
            }
            places = child
        }
        places.children.clear()
        places.place = place
    }

    /** Takes over the places of what is blended in; `combine`: names have prefixes. */
    blend(source: Places, combine: boolean): void {
        for (const [written, places] of source.children) {
            const prefix = combine && PREFIXES.includes(written[0] ?? ' ') ? written[0] : '='
            const name = combine && PREFIXES.includes(written[0] ?? ' ') ? written.slice(1) : written
            const present = this.children.get(name)
            if (prefix === '?' && present !== undefined) {
                continue
            }
            if (present === undefined || places.children.size === 0 || present.children.size === 0) {
                this.children.set(name, places)
            } else {
                present.place = places.place
                present.blend(places, false)
            }
        }
    }

    /** The same places, but with what decided. */
    chosenBy(choice: string): Places {
        const copy = new Places({ ...this.place, choice })
        for (const [name, places] of this.children) {
            copy.children.set(name, places.chosenBy(choice))
        }
        return copy
    }
}
