/*
    docs-errors.ts -- Writes docs/reference/errors.md from the error catalogues: `npm run docs:errors`.
*/

import { mkdirSync, writeFileSync } from 'node:fs'
import { render } from './docs/catalogue.js'
import { readCatalogues } from './docs/read-catalogues.js'

mkdirSync('docs/reference', { recursive: true })
writeFileSync('docs/reference/errors.md', render(await readCatalogues()))
