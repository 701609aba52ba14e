/*
    docs-config.ts -- Writes docs/reference/web-config.md from the table of properties: `npm run docs:config`.
*/

import { writeFileSync } from 'node:fs'
import { renderWebConfig, WEB_CONFIG_PAGE } from './docs/web-config.js'

writeFileSync(WEB_CONFIG_PAGE, renderWebConfig())
