/*
    idle-connections.ts -- IdleConnections: the connections of a host that wait for the first byte of a request. One of them may be closed
    to make room for a new one (RFC 9112 §9.5: a server may close an idle connection at any time).

        fresh    no request yet, in the order in which they came
        kept     between two requests, in the order of their responses

    A client that has just connected has its request on the way, so fresh ones only count when they have said nothing for a second. Then
    they go first: who opens connections and is silent is not to push out those who ask. A request pays for linking and unlinking, and a
    server at its limit does not search.
*/

/** Milliseconds in which a client that has connected begins its request. */
const PATIENCE = 1000

/** Connections that are looked at for one that can be closed. Others have bytes on the way, in or out, which is rare and soon over. */
const LOOKS = 8

/** What is in such a list. */
export interface IdleConnection {
    /** When the connection was made, `now()`. */
    readonly opened: number
    /** Nothing has come, and all that was written is sent. */
    readonly isQuiet: boolean
    /** Where it is; null: it is not idle. The neighbours there. */
    list: IdleList | null
    earlier: IdleConnection | null
    later: IdleConnection | null
    /** Closes it, to make room for another one. */
    giveWay(): void
}

/** Connections in the order in which they were added. */
export class IdleList {
    first: IdleConnection | null = null
    #last: IdleConnection | null = null

    /** Adds one that is in no list. */
    add(connection: IdleConnection): void {
        const last = this.#last
        connection.list = this
        connection.earlier = last
        if (last === null) {
            this.first = connection
        } else {
            last.later = connection
        }
        this.#last = connection
    }

    /** Removes one of its own. */
    remove(connection: IdleConnection): void {
        const { earlier, later } = connection
        if (earlier === null) {
            this.first = later
        } else {
            earlier.later = later
        }
        if (later === null) {
            this.#last = earlier
        } else {
            later.earlier = earlier
        }
        connection.list = null
        connection.earlier = null
        connection.later = null
    }
}

/** The idle connections of a host. */
export class IdleConnections {
    readonly fresh = new IdleList()
    readonly kept = new IdleList()

    /** Takes out the one that can be spared most; null: there is none. */
    take(now: number): IdleConnection | null {
        return takeQuiet(this.fresh, now - PATIENCE) ?? takeQuiet(this.kept, now)
    }
}

/** Takes out the first quiet one of those at the beginning that were made until then. */
function takeQuiet(list: IdleList, opened: number): IdleConnection | null {
    for (let looks = 0; looks < LOOKS; looks++) {
        const { first } = list
        if (first === null || first.opened > opened) {
            return null
        }
        list.remove(first)
        if (first.isQuiet) {
            return first
        }
        list.add(first)
    }
    return null
}
