/*
    configuration.js -- The configuration that counts, and where each value comes from.
*/

import { ask } from './ask.js'
import { byId, make } from './dom.js'

const body = byId('config').tBodies[0]
const filter = byId('config-filter')
const defaults = byId('config-defaults')

let entries = []

/** Asks for it, and shows it. */
export async function showConfiguration() {
    try {
        entries = await ask('api/config')
        draw()
    } catch (error) {
        const cell = make('td', 'empty', error.message)
        cell.colSpan = 3
        const row = make('tr')
        row.append(cell)
        body.replaceChildren(row)
    }
}

function draw() {
    const wanted = filter.value.trim().toLowerCase()
    const shown = entries.filter(({ path, value, origin }) => {
        const isMeant = `${path} ${JSON.stringify(value)} ${origin}`.toLowerCase().includes(wanted)
        return isMeant && (defaults.checked || origin !== 'default')
    })
    body.replaceChildren(
        ...shown.map(({ path, value, origin, choice }) => {
            const row = make('tr')
            const text = typeof value === 'string' ? value : JSON.stringify(value)
            // A long path may be broken behind its points.
            const name = make('td', 'path')
            name.append(...path.split(/(?<=\.)/).flatMap(part => [part, make('wbr')]))
            const place = make('td', 'origin', origin)
            if (choice !== '' && !origin.includes(choice)) {
                place.append(` (${choice})`)
            }
            row.append(name, make('td', 'value', text === '' ? '(empty)' : text), place)
            return row
        }),
    )
}

filter.oninput = draw
defaults.onchange = draw
