/*
    check-routes.ts -- Routes that no request comes to, methods that nobody sends, and endpoints that are none: each can be read, and is hardly
    meant.
*/

import { at, nearestName, type Reading } from '../../config/index.js'
import { isKnownMethod } from '../../http/index.js'
import type { RouteSettings, WebSettings } from './settings.js'

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']

/** Tells of routes behind one that takes all that they would, since the first that fits is taken (spec web.md §11.1). */
export function checkRoutes({ routes }: WebSettings, path: string, reading: Reading): void {
    for (const [i, route] of routes.entries()) {
        const place = `${at(path, 'routes')}[${i}]`
        const before = routes.slice(0, i).findIndex(other => covers(other, route))
        if (before >= 0) {
            const { match } = routes[before]!
            const wanted =
                match === route.match ? `another one than routes[${before}]` : `it before routes[${before}], "${match}"`
            reading.warn(at(place, 'match'), route.match, `wanted ${wanted}, which takes all of its requests`)
        }
        tellMethods(route.methods, at(place, 'methods'), reading)
    }
}

/** The first route that fits the path serves the request, whatever its methods are. */
function covers({ match }: RouteSettings, { match: other }: RouteSettings): boolean {
    return match === '' || match === other || (match.length > 1 && match.endsWith('/') && other.startsWith(match))
}

function tellMethods(names: readonly string[] | null, path: string, reading: Reading): void {
    for (const name of names ?? []) {
        const nearest = isKnownMethod(name) ? null : nearestName(name, methods)
        if (nearest !== null) {
            reading.warn(path, name, `which no client sends: is ${nearest} meant?`)
        }
    }
}

/** Tells of endpoints that say the same, and of schemes that are not served. */
export function checkListen({ listen }: WebSettings, path: string, reading: Reading): void {
    for (const [i, endpoint] of listen.entries()) {
        const place = `${at(path, 'listen')}[${i}]`
        const [, scheme = 'http'] = /^([a-z][a-z\d+.-]*):\/\//i.exec(endpoint) ?? []
        if (!/^https?$/i.test(scheme)) {
            reading.warn(place, endpoint, "wanted a scheme of http or https: it is served as 'http'")
        }
        const before = listen.indexOf(endpoint)
        if (before < i && !/:0$/.test(endpoint)) {
            reading.warn(place, endpoint, `wanted another one than listen[${before}]`)
        }
    }
}
