/*
    fiber-list.js -- The table of fibers: children below their parents, indented.
*/

import { duration } from './format.js'

const columns = ['id', 'name', 'state', 'wait', 'since']

/** Deeper levels are drawn like this one. */
const deepest = 6

/** The rows of a table body. They are kept and changed, so that a selection survives. */
export class FiberList {
    #body
    #rows = []

    constructor(body) {
        this.#body = body
    }

    /** Shows these fibers (`TaskStatistics`), each behind its parent. */
    show(fibers) {
        const depths = new Map()
        fibers.forEach((fiber, i) => {
            const depth = (depths.get(fiber.parent) ?? -1) + 1
            depths.set(fiber.id, depth)
            this.#rows[i] ??= makeRow()
            fill(this.#rows[i], fiber, Math.min(depth, deepest))
        })
        this.#rows.length = fibers.length
        if (this.#body.children.length !== fibers.length || this.#body.firstChild !== this.#rows[0].element) {
            this.#body.replaceChildren(...this.#rows.map(row => row.element))
        }
    }
}

function makeRow() {
    const element = document.createElement('tr')
    const cells = {}
    for (const name of columns) {
        const cell = document.createElement('td')
        cell.className = name
        element.append(cell)
        // The text is in an element of its own, which may be cut.
        cells[name] = cell.appendChild(document.createElement('span'))
    }
    return { element, cells }
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
