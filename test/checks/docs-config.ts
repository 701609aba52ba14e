/*
    docs-config.ts -- Writes the pages of configurations in docs/reference from the tables of properties: `npm run docs:config`.
*/

import { writeFileSync } from 'node:fs'
import { AGENT_CONFIG_PAGE, renderAgentConfig } from './docs/agent-config.js'
import { renderWebConfig, WEB_CONFIG_PAGE } from './docs/web-config.js'

writeFileSync(WEB_CONFIG_PAGE, renderWebConfig())
writeFileSync(AGENT_CONFIG_PAGE, renderAgentConfig())
