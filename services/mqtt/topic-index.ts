/*
    topic-index.ts -- TopicIndex: finds what belongs to the filters that match a topic, without looking at all filters.

        a/+/c  x   a/b/#  y   a/b  z          (root)
                                               └─ a
                                                  ├─ +
                                                  │  └─ c      x
                                                  └─ b         z
                                                     └─ #      y

    A topic is followed through the tree level by level: into the branch of its own name, and into those of the wildcards. So the
    time depends on the levels of the topic and the wildcards on its way, not on the number of filters. Filters without a wildcard, which
    most are, are found in one step, in a table of their own.
*/

/** A level of filters. */
class Level<T> {
    /** Next levels by name; null: none. */
    names: Map<string, Level<T>> | null = null
    /** The next level `+`; null: none. */
    plus: Level<T> | null = null
    /** What belongs to filters that end here; null: nothing. */
    here: T[] | null = null
    /** What belongs to filters that end here with `#`. */
    rest: T[] | null = null

    get isEmpty(): boolean {
        return this.here === null && this.rest === null && this.plus === null && this.names === null
    }
}

/** Filters, and what belongs to them. */
export class TopicIndex<T> {
    readonly #exact = new Map<string, T[]>()
    readonly #root = new Level<T>()
    #wild = 0
    #size = 0

    /** Entries. */
    get size(): number {
        return this.#size
    }

    /** Adds an entry; the filter must be valid. One filter may have several. */
    add(filter: string, value: T): void {
        this.#size++
        if (!isWild(filter)) {
            const found = this.#exact.get(filter)
            if (found === undefined) {
                this.#exact.set(filter, [value])
            } else {
                found.push(value)
            }
            return
        }
        this.#wild++
        let level = this.#root
        for (const name of filter.split('/')) {
            if (name === '#') {
                level.rest ??= []
                level.rest.push(value)
                return
            }
            level = name === '+' ? (level.plus ??= new Level()) : branch(level, name)
        }
        level.here ??= []
        level.here.push(value)
    }

    /** Removes an entry. Returns whether it was there. */
    remove(filter: string, value: T): boolean {
        if (!isWild(filter)) {
            const found = this.#exact.get(filter)
            if (found === undefined) {
                return false
            }
            const left = without(found, value)
            if (left === found) {
                return false
            }
            if (left === null) {
                this.#exact.delete(filter)
            } else {
                this.#exact.set(filter, left)
            }
            this.#size--
            return true
        }
        const removed = drop(this.#root, filter.split('/'), value)
        if (removed) {
            this.#size--
            this.#wild--
        }
        return removed
    }

    /** Puts what belongs to the filters that match a topic into `into`, which is given back. The order is not defined. */
    match(topic: string, into: T[] = []): T[] {
        const exact = this.#exact.get(topic)
        if (exact !== undefined) {
            for (const value of exact) {
                into.push(value)
            }
        }
        if (this.#wild > 0) {
            this.#follow(topic, into)
        }
        return into
    }

    /** All levels that the names so far lead to, one name after the other: no recursion, so a topic may have any depth. */
    #follow(topic: string, into: T[]): void {
        // [MQTT-4.7.2-1]
        let system = topic.charCodeAt(0) === 0x24
        let levels: Level<T>[] = [this.#root]
        if (!system && this.#root.rest !== null) {
            into.push(...this.#root.rest)
        }
        for (let start = 0; levels.length > 0; ) {
            const slash = topic.indexOf('/', start)
            const name = slash < 0 ? topic.slice(start) : topic.slice(start, slash)
            const next: Level<T>[] = []
            for (const { names, plus } of levels) {
                const named = names?.get(name)
                if (named !== undefined) {
                    next.push(named)
                }
                if (plus !== null && !system) {
                    next.push(plus)
                }
            }
            for (const { rest, here } of next) {
                if (rest !== null) {
                    into.push(...rest)
                }
                if (slash < 0 && here !== null) {
                    into.push(...here)
                }
            }
            if (slash < 0) {
                return
            }
            levels = next
            system = false
            start = slash + 1
        }
    }
}

function isWild(filter: string): boolean {
    return filter.includes('+') || filter.endsWith('#')
}

function branch<T>(level: Level<T>, name: string): Level<T> {
    level.names ??= new Map()
    let next = level.names.get(name)
    if (next === undefined) {
        next = new Level()
        level.names.set(name, next)
    }
    return next
}

/** A list without a value: another list, null if nothing is left, the same if the value is not in it. */
function without<T>(list: T[] | null, value: T): T[] | null {
    const at = list?.indexOf(value) ?? -1
    return list === null || at < 0 ? list : list.length === 1 ? null : list.toSpliced(at, 1)
}

/** Removes a value from below a level, and levels of which nothing is left. */
function drop<T>(level: Level<T>, path: readonly string[], value: T): boolean {
    const trail: Level<T>[] = [level]
    let depth = 0
    for (; depth < path.length && path[depth] !== '#'; depth++) {
        const name = path[depth]!
        const last = trail.at(-1)!
        const next = name === '+' ? last.plus : last.names?.get(name)
        if (next == null) {
            return false
        }
        trail.push(next)
    }
    const end = trail.at(-1)!
    const field = depth < path.length ? 'rest' : 'here'
    const left = without(end[field], value)
    if (left === end[field]) {
        return false
    }
    end[field] = left
    for (let i = trail.length - 1; i > 0 && trail[i]!.isEmpty; i--) {
        const parent = trail[i - 1]!
        const name = path[i - 1]!
        if (name === '+') {
            parent.plus = null
        } else {
            parent.names!.delete(name)
            parent.names = parent.names!.size === 0 ? null : parent.names
        }
    }
    return true
}
