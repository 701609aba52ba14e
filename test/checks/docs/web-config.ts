/*
    web-config.ts -- docs/reference/web-config.md: the properties of the web server.
*/

import * as file from '../../../services/web/config/file-properties.js'
import * as properties from '../../../services/web/config/properties.js'
import * as route from '../../../services/web/config/route-properties.js'
import * as user from '../../../services/web/config/user-properties.js'
import { readMeanings, renderConfigPage } from './config-page.js'

/** Where it is. */
export const WEB_CONFIG_PAGE = 'docs/reference/web-config.md'

const head = `# Configuration of the web server

This page is written by \`npm run docs:config\` from the table that checks configurations.

The file of a server of its own, \`web.json5\`, has the properties under \`web\`, beside \`tls\`, \`log\` and \`limits\`. The agent reads them from its
\`web.json5\` without the \`web\` around them; \`tls\` and \`log\` are in \`ioto.json5\` there. A program gives either form to \`new WebHost()\`.

A wrong value is an error that names the property, its value and what is wanted. So is a name that is a misspelling of one below. Other
names that are not below are told in the log and ignored; those that begin with \`_\` are notes.

| | |
| --- | --- |
| size, count | A number, or text: \`'64K'\`, \`'10MB'\`, \`'1g'\`, \`'unlimited'\` |
| duration | Seconds, or text: \`'90 secs'\`, \`'5 mins'\`, \`'1 hour'\`, \`'2 days'\`, \`'never'\`. The suffix \`m\` means mega, not minutes |
| boolean | \`true\`, \`1\`, \`'true'\`, \`'1'\`, or the same for false |
| path | Relative to the process. \`@name\` at the beginning stands for the directory of that name |
`

/** The page as it is to be. */
export function renderWebConfig(): string {
    const { logProperties, tlsProperties, webProperties } = properties
    const folder = 'services/web/config'
    const meanings = readMeanings({
        [`${folder}/file-properties.ts`]: file,
        [`${folder}/properties.ts`]: properties,
        [`${folder}/route-properties.ts`]: route,
        [`${folder}/user-properties.ts`]: user,
    })
    const sections = [
        { title: 'web', text: 'The server.', path: '', table: webProperties },
        { title: 'tls', text: 'TLS of the `https` endpoints.', path: 'tls', table: tlsProperties },
        {
            title: 'log',
            text: 'What the server looks at; the other properties are those of the log.',
            path: 'log',
            table: logProperties,
        },
        {
            title: 'The file of a server of its own',
            text: 'At the top of `web.json5` for `ioto web`. Properties of stacks of the original agent are accepted and have no effect.',
            path: '',
            table: file.fileProperties,
        },
    ]
    return renderConfigPage(head, sections, meanings)
}
