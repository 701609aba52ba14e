/*
    filter.ts -- Which messages are logged: by type and by source. Source: spec runtime.md §18.2.
*/

/** Names with on or off; `all` decides for those that are not in it. */
export class NameSet {
    readonly #names = new Map<string, boolean>()
    /** Answers so far: the names in a program are few, but a hostile source of names must not fill the memory. */
    readonly #known = new Map<string, boolean>()

    /** `list`: names separated by any of `, [ ] " space tab`; a leading `!` means off; of repeated names the last wins. */
    constructor(list: string | null) {
        for (const item of (list ?? '').toLowerCase().split(/[,[\]" \t]+/)) {
            const off = item.startsWith('!')
            const name = off ? item.slice(1) : item
            if (name !== '') {
                this.#names.set(name, !off)
            }
        }
    }

    /** Whether a name is in the list, on or off. */
    mentions(name: string): boolean {
        return this.#names.has(name)
    }

    set(name: string, on: boolean): void {
        this.#names.set(name, on)
        this.#known.clear()
    }

    /** Whether a name is on. Upper and lower case are the same. */
    has(name: string): boolean {
        const known = this.#known.get(name)
        if (known !== undefined) {
            return known
        }
        const lower = name.toLowerCase()
        const on = this.#names.get(lower) ?? this.#names.get('all') ?? false
        if (this.#known.size < 1000) {
            this.#known.set(name, on)
        }
        return on
    }
}

/** Decides which messages are logged. */
export class LogFilter {
    readonly #types: NameSet
    readonly #sources: NameSet

    /** Lists of types and sources; a null one is empty, which suppresses everything (of types: all but `raw`). */
    constructor(types: string | null, sources: string | null) {
        this.#types = new NameSet(types)
        this.#sources = new NameSet(sources)
        if (!this.#types.mentions('raw')) {
            this.#types.set('raw', true)
        }
    }

    /** Whether a message passes: both its type and its source must be on. */
    passes(type: string, source: string): boolean {
        return this.#types.has(type) && this.#sources.has(source)
    }
}

/** What passes when nothing was set: everything. */
export const everything = /* @__PURE__ */ new LogFilter('all', 'all')
