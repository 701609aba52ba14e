/*
    agent-config.ts -- docs/reference/agent-config.md: the properties of the agent.
*/

import * as properties from '../../../services/agent/config/properties.js'
import { readMeanings, renderConfigPage } from './config-page.js'

/** Where it is. */
export const AGENT_CONFIG_PAGE = 'docs/reference/agent-config.md'

const head = `# Configuration of the agent

This page is written by \`npm run docs:config\` from the table that checks configurations. The [guide](../guides/agent.md#configuration) tells
which files there are, and how they are put together. [The web server](web-config.md) has a page of its own.

| | |
| --- | --- |
| size, count | A number, or text: \`'64K'\`, \`'10MB'\`, \`'1g'\`, \`'unlimited'\` |
| duration | Seconds, or text: \`'90 secs'\`, \`'5 mins'\`, \`'1 hour'\`, \`'2 days'\`, \`'never'\`. The suffix \`m\` means mega, not minutes |
| boolean | \`true\`, \`1\`, \`'true'\`, \`'1'\`, or the same for false |
| path | Relative to the process. \`@name\` at the beginning stands for the directory of that name |
| schedule | [Minutes of the calendar](cron.md): \`'* 9-17 * * 1-5'\`, \`'workhours'\`, \`'never'\` |
`

/** The page as it is to be. */
export function renderAgentConfig(): string {
    const { agentProperties, deviceProperties, provisionProperties } = properties
    const sections = [
        { title: 'ioto.json5', text: 'The agent; also `local.json5`.', path: '', table: agentProperties },
        {
            title: 'device.json5',
            text: 'The device. What else is in it is passed on.',
            path: 'device',
            table: deviceProperties,
        },
        {
            title: 'provision.json5',
            text: 'What the agent has learnt from the cloud. It writes the file itself.',
            path: 'provision',
            table: provisionProperties,
        },
    ]
    return renderConfigPage(head, sections, readMeanings({ 'services/agent/config/properties.ts': properties }))
}
