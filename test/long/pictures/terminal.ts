/*
    terminal.ts -- A session at a terminal as a picture: SVG, a line of text for each line.
*/

const lineHeight = 18
const margin = 16

/** Draws what a terminal shows. Lines of the prompt are told from the answers. */
export function terminalPicture(title: string, text: string): string {
    const lines = text.trimEnd().split('\n')
    const columns = Math.max(...lines.map(line => line.length))
    const width = Math.ceil(columns * 8 + 2 * margin)
    const height = lines.length * lineHeight + 2 * margin + 24
    const rows = lines.map((line, row) => {
        const kind = line.startsWith('(ioto)') || line.startsWith('$') ? ' class="typed"' : ''
        return `<text x="${margin}" y="${24 + margin + (row + 1) * lineHeight - 5}"${kind}>${escaped(line)}</text>`
    })
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">
<style>text { font: 13px ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #d4d4d4; white-space: pre } .typed { fill: #9cdcfe } .title { fill: #999 }</style>
<rect width="${width}" height="${height}" rx="6" fill="#1e1e1e"/>
<text x="${margin}" y="22" class="title">${escaped(title)}</text>
${rows.join('\n')}
</svg>
`
}

function escaped(text: string): string {
    return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
