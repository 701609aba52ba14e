/*
    read-catalogues.ts -- Loads the compiled errors.ts of each folder, and reads the comments of the source.
*/

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readTree } from '../tree.js'
import { type Catalogue, catalogueOf } from './catalogue.js'
import { readComments } from './comments.js'

/** The catalogues of all folders, in the order of their paths. */
export function readCatalogues(): Promise<Catalogue[]> {
    const files = [...readTree('.', ['fiber', 'services', 'apps'], /(^|\/)errors\.ts$/).keys()]
    return Promise.all(
        files.map(async file => {
            const compiled = pathToFileURL(resolve('dist', file.replace(/\.ts$/, '.js')))
            return catalogueOf(file, await import(compiled.href), readComments(readFileSync(file, 'utf8')))
        }),
    )
}
