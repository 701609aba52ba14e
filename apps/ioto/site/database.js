/*
    database.js -- The items of the database: browse, change, remove.
*/

import { ask } from './ask.js'
import { byId, make, show } from './dom.js'
import { fillForm, readForm } from './item-form.js'

const select = byId('model')
const filter = byId('item-filter')
const table = byId('items')
const form = byId('item')

let models = []
let items = []
let next = null

/** The item in the form; null: a new one. */
let present = null

/** What the database had written when the items were asked for. */
let written = -1
let isAsking = false

function note(text, isBad = false) {
    show(byId('item-note'), text)
    byId('item-note').classList.toggle('bad', isBad)
}

const chosen = () => models.find(({ name }) => name === select.value) ?? null

/** Asks for models and items again; what is being filled in stays. */
export async function showDatabase() {
    if (isAsking) {
        return
    }
    isAsking = true
    try {
        models = await ask('api/db/models')
        const former = select.value
        select.replaceChildren(...models.map(({ name, count }) => new Option(`${name} (${count})`, name)))
        if (models.some(({ name }) => name === former)) {
            select.value = former
        }
        setOpen(true)
        // As many as were shown.
        const least = items.length
        await showItems()
        while (next !== null && items.length < least) {
            await showItems(next)
        }
    } catch (error) {
        setOpen(error.status !== 404)
        if (error.status !== 404) {
            note(error.message, true)
        }
    } finally {
        isAsking = false
    }
}

/** The agent has said what it is doing: when the database has changed, so has the page. */
export function followDatabase(database, isShown) {
    const now = database?.written ?? -1
    if (isShown && now !== written) {
        written = now
        showDatabase()
    }
}

function setOpen(isOpen) {
    byId('no-database').hidden = isOpen
    byId('models-bar').hidden = byId('items-frame').hidden = !isOpen
    if (!isOpen) {
        form.hidden = true
    }
}

async function showItems(behind = null) {
    const model = chosen()
    if (model === null) {
        return
    }
    const rest = behind === null ? '' : `&next=${encodeURIComponent(behind)}`
    const answer = await ask(`api/db/find?model=${encodeURIComponent(model.name)}${rest}`)
    items = behind === null ? answer.items : [...items, ...answer.items]
    next = answer.next
    byId('more').hidden = next === null
    draw(model)
}

function draw({ fields }) {
    const names = fields.map(({ name }) => name).filter(name => items.some(item => item[name] !== undefined))
    table.tHead.rows[0].replaceChildren(...names.map(name => make('th', '', name)))
    const wanted = filter.value.trim().toLowerCase()
    const shown = items.filter(item => JSON.stringify(item).toLowerCase().includes(wanted))
    table.tBodies[0].replaceChildren(...shown.map(item => makeRow(item, names)))
    if (shown.length === 0) {
        const row = make('tr')
        row.append(make('td', 'empty', items.length === 0 ? 'No items' : 'None of the items shown has this text'))
        row.firstChild.colSpan = Math.max(names.length, 1)
        table.tBodies[0].append(row)
    }
}

function makeRow(item, names) {
    const row = make('tr')
    names.forEach((name, i) => {
        const value = item[name]
        const text = value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)
        const cell = row.appendChild(make('td'))
        const inner = cell.appendChild(make(i === 0 ? 'button' : 'span', '', text))
        inner.title = text
        if (i === 0) {
            inner.type = 'button'
        }
    })
    row.onclick = () => edit(item)
    return row
}

function edit(item) {
    present = item
    note('')
    fillForm(chosen(), item)
    form.scrollIntoView({ block: 'nearest' })
}

async function change(path, properties, done) {
    try {
        await ask(path, { model: select.value, properties })
        form.hidden = true
        await showDatabase()
        note(done)
    } catch (error) {
        note(error.message, true)
    }
}

form.onsubmit = event => {
    event.preventDefault()
    try {
        change('api/db/update', readForm(), 'Saved')
    } catch (error) {
        note(error.message, true)
    }
}

byId('remove').onclick = () => change('api/db/remove', present, 'Removed')
byId('close').onclick = () => {
    form.hidden = true
}
byId('new').onclick = () => edit(null)
byId('more').onclick = () => showItems(next).catch(error => note(error.message, true))
filter.oninput = () => draw(chosen())
select.onchange = () => {
    form.hidden = true
    items = []
    showItems().catch(error => note(error.message, true))
}
