/*
    schema-places.ts -- Where in the file of a schema something stands.
*/

import { placeText } from './places.js'
import { readConfig } from './read-config.js'

/** Gives for the path of a property the place for people: file, line and column; of what the file has from its parts, the file. */
export function schemaPlaces(file: string): (path: string) => string {
    const places = readConfig(file)?.places ?? null
    return path => {
        const nearest = places?.find(path.split('.').slice(0, 2).join('.'))
        return places === null || nearest === places ? file : placeText(places.find(path).place)
    }
}
