/*
    router.ts -- Who serves a path: routes (spec web.md §11), and the actions behind routes with the handler `action` (§15).
*/

import type { RouteSettings } from './config.js'
import type { WebHandler } from './web.js'

/** A function that serves the paths that begin with `match`. */
export interface Action {
    readonly match: string
    readonly fn: WebHandler
}

/** Finds routes and actions. Of several that match the one that was given first is taken. */
export class Router {
    readonly #routes: readonly RouteSettings[]
    readonly #actions: Action[] = []

    constructor(routes: readonly RouteSettings[]) {
        this.#routes = routes
    }

    /** How many actions there are. */
    get actions(): number {
        return this.#actions.length
    }

    addAction(match: string, fn: WebHandler): void {
        this.#actions.push({ match, fn })
    }

    /** The route for a path; null: none. */
    route(path: string): RouteSettings | null {
        const routes = this.#routes
        for (let i = 0; i < routes.length; i++) {
            const route = routes[i]!
            const { match } = route
            if (match === '' || match === path || (match.length > 1 && match.endsWith('/') && path.startsWith(match))) {
                return route
            }
        }
        return null
    }

    /** The action for a path; null: none. */
    action(path: string): Action | null {
        const actions = this.#actions
        for (let i = 0; i < actions.length; i++) {
            const action = actions[i]!
            if (path.startsWith(action.match)) {
                return action
            }
        }
        return null
    }
}
