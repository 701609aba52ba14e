/*
    router.ts -- Who serves a path: routes (spec web.md §11), and the actions behind routes with the handler `action` (§15).
*/

import { splitMethods, type WebSettings } from './config/index.js'
import { WebRoute } from './route.js'
import type { WebHandler } from './web.js'

const SLASH = 47

/** A function that serves the paths that begin with `match`. */
export interface WebAction {
    readonly match: string
    readonly fn: WebHandler
    /** Role or ability that the user must have; null: none. */
    readonly role: string | null
}

/** Finds routes and actions. Of several that match the one that was given first is taken. */
export class Router {
    readonly routes: readonly WebRoute[]
    readonly actions: WebAction[] = []
    /** Methods of routes that name none (spec web.md §11.3). */
    readonly methods: readonly string[]

    constructor({ routes, headers }: Pick<WebSettings, 'routes' | 'headers'>) {
        this.methods = methodsOf(headers)
        this.routes = routes.map(route => new WebRoute(route, this.methods))
    }

    addAction(match: string, fn: WebHandler, role: string | null): void {
        this.actions.push({ match, fn, role: role === 'public' ? null : role })
    }

    /** Removes a function again, wherever it was added. Returns whether there was one. */
    removeAction(action: WebAction): boolean {
        const place = this.actions.indexOf(action)
        if (place >= 0) {
            this.actions.splice(place, 1)
        }
        return place >= 0
    }

    /** The route for a path; null: none. */
    route(path: string): WebRoute | null {
        const { routes } = this
        for (let i = 0; i < routes.length; i++) {
            const route = routes[i]!
            if (route.matches(path)) {
                return route
            }
        }
        return null
    }

    /**
     * The action for a path; null: none. A match without a slash at its beginning is compared with the path without its own: so
     * do extensions register actions behind a route that trims `/api/` (spec web.md §11.2).
     */
    action(path: string): WebAction | null {
        const { actions } = this
        for (let i = 0; i < actions.length; i++) {
            const action = actions[i]!
            const { match } = action
            if (path.startsWith(match) || (match.charCodeAt(0) !== SLASH && path.startsWith(match, 1))) {
                return action
            }
        }
        return null
    }
}

function methodsOf(headers: WebSettings['headers']): readonly string[] {
    for (const [name, value] of Object.entries(headers)) {
        if (name.toLowerCase() === 'access-control-allow-methods' && value !== '') {
            return splitMethods(value)
        }
    }
    return ['GET', 'POST']
}
