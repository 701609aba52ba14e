import t from 'tap'
import { memoryProject } from '../program.js'
import { readDoor } from './names.js'
import { render } from './render.js'

function markdown(text: string): string {
    const project = memoryProject({ 'index.ts': text })
    return render([...readDoor(project, 'index.ts').values()], 3, project.program.getTypeChecker())
}

t.test('render makes a table of functions, with their examples below', async t => {
    t.equal(
        markdown(
            '/**\n * One | two.\n *\n * Three.\n *\n *     a(1)\n */\nexport function a(b: 1 | 2): void {}\n' +
                '/** Four,\n * five. */\nexport function c(): void {}',
        ),
        `| Function | Meaning |
| --- | --- |
| \`a(b: 1 \\| 2): void\` | One \\| two.<br>Three. |
| \`c(): void\` | Four, five. |

\`\`\`ts
a(1)
\`\`\``,
    )
})

t.test('render puts the comment that a list of constants shares above it', async t => {
    t.equal(
        markdown(
            '/** A. */\nexport const a = 1\n/** B. */\nexport const b = 2\n/** All. */\nexport const c = 3\nexport const d = 4',
        ),
        `| Constant | Value | Meaning |
| --- | --- | --- |
| \`a\` | \`1\` | A. |
| \`b\` | \`2\` | B. |

All.

| Constant | Value |
| --- | --- |
| \`c\` | \`3\` |
| \`d\` | \`4\` |`,
    )
})

t.test('render gives classes and interfaces headings, classes first', async t => {
    t.equal(
        markdown(
            '/** Options. */\nexport interface O {\n/** B. */\nb?: number\n}\n/** A. */\nexport class A { constructor(o: O) {} }' +
                '\n/** T. */\nexport type T = 1 | 2',
        ),
        `| Type | Meaning |
| --- | --- |
| \`T\` | T.<br>= \`1 \\| 2\` |

### \`A\`

\`class A\`

A.

| Member | Meaning |
| --- | --- |
| \`new A(o: O)\` |  |

### \`O\`

\`interface O\`

Options.

| Member | Meaning |
| --- | --- |
| \`b?: number\` | B. |`,
    )
})
