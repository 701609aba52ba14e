/*
    fiber-list.js -- The table of fibers: children below their parents, indented. A click shows the calls of one, and a way to cancel it.
*/

import { ask } from './ask.js'
import { byId, make, show } from './dom.js'
import { duration, short } from './format.js'

const columns = ['id', 'name', 'state', 'wait', 'since']

/** Deeper levels are drawn like this one. */
const deepest = 6

const body = byId('list')
const filter = byId('fiber-filter')

/** Rows by the id of their fiber. They are kept and changed, so that a selection survives. */
const rows = new Map()

/** The row of calls that is open; null: none. */
let open = null
let last = null

/** Shows the fibers of a status, each behind its parent. */
export function showFibers(status) {
    last = status
    const { fibers, runtime } = status
    const depths = new Map()
    const wanted = filter.value.trim().toLowerCase()
    const shown = []
    for (const fiber of fibers) {
        const depth = (depths.get(fiber.parent) ?? -1) + 1
        depths.set(fiber.id, depth)
        const row = rows.get(fiber.id) ?? makeRow(fiber.id)
        fill(row, fiber, Math.min(depth, deepest))
        if (`${fiber.id} ${fiber.name} ${fiber.state} ${fiber.waitsFor ?? ''}`.toLowerCase().includes(wanted)) {
            shown.push(row.element)
            if (open !== null && open.id === fiber.id) {
                shown.push(open.element)
            }
        }
    }
    for (const id of rows.keys()) {
        if (!depths.has(id)) {
            rows.delete(id)
        }
    }
    if (open !== null && !depths.has(open.id)) {
        open = null
    }
    if (shown.length !== body.children.length || shown.some((element, i) => element !== body.children[i])) {
        body.replaceChildren(...shown)
    }
    show(byId('count'), fibers.length < runtime.live ? `the first ${fibers.length} of ${short(runtime.live)}` : '')
}

function makeRow(id) {
    const element = make('tr')
    const cells = {}
    for (const name of columns) {
        const cell = element.appendChild(make('td', name))
        // The text is in an element of its own, which may be cut.
        cells[name] = cell.appendChild(make(name === 'name' ? 'button' : 'span'))
    }
    cells.name.type = 'button'
    cells.name.setAttribute('aria-expanded', 'false')
    element.onclick = () => toggle(id)
    const row = { element, cells }
    rows.set(id, row)
    return row
}

function fill({ element, cells }, fiber, depth) {
    const waits = fiber.waitsFor !== null
    set(cells.id, String(fiber.id))
    set(cells.name, fiber.name || 'no name')
    set(cells.state, fiber.state)
    set(cells.wait, fiber.waitsFor ?? '')
    set(cells.since, waits ? duration(fiber.waiting) : '')
    element.dataset.state = fiber.state
    element.dataset.depth = String(depth)
}

function set(element, text) {
    if (element.textContent !== text) {
        element.textContent = text
        // What is cut can be read in the tool tip.
        element.title = text
    }
}

function toggle(id) {
    const former = open
    if (former !== null) {
        rows.get(former.id)?.cells.name.setAttribute('aria-expanded', 'false')
        former.element.remove()
        open = null
    }
    if (former?.id !== id && rows.has(id)) {
        const { element, cells } = rows.get(id)
        open = makeDetails(id)
        cells.name.setAttribute('aria-expanded', 'true')
        element.after(open.element)
    }
}

function makeDetails(id) {
    const element = make('tr', 'details')
    const cell = element.appendChild(make('td'))
    cell.colSpan = columns.length
    const trace = cell.appendChild(make('pre', '', 'Asking for its calls …'))
    const buttons = cell.appendChild(make('p', 'buttons'))
    const again = buttons.appendChild(make('button', '', 'Look again'))
    const cancel = buttons.appendChild(make('button', 'danger', 'Cancel this fiber'))
    const note = buttons.appendChild(make('span', 'soft'))
    const look = async () => {
        try {
            const answer = await ask(`api/fiber/trace?id=${id}`)
            show(
                trace,
                answer.trace === ''
                    ? 'It has no calls: it is running, or about to begin'
                    : answer.trace.replace(/^ +/gm, ''),
            )
        } catch (error) {
            show(trace, error.message)
        }
    }
    again.type = cancel.type = 'button'
    again.onclick = look
    let isSure = false
    cancel.onclick = async () => {
        if (!isSure) {
            // What it does ends, and what waits for it: not at the first click.
            isSure = true
            show(cancel, 'Really cancel it')
            return
        }
        try {
            await ask(`api/fiber/cancel?id=${id}`, {})
            show(note, 'Cancelled')
        } catch (error) {
            show(note, error.message)
        }
    }
    look()
    return { id, element }
}

filter.oninput = () => {
    if (last !== null) {
        showFibers(last)
    }
}
