/*
    database.js -- The items of the database: browse, change, remove.
*/

const byId = id => document.getElementById(id)

async function ask(path, body) {
    const init = body && {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
    }
    const response = await fetch(path, { cache: 'no-store', ...init })
    if (!response.ok) {
        throw new Error(await response.text())
    }
    return response.json()
}

function note(text) {
    byId('item-note').textContent = text
}

/** Shows the models to choose from; called when the page may see them. */
export async function showDatabase() {
    const section = byId('database')
    try {
        const models = await ask('api/db/models')
        byId('model').replaceChildren(...models.map(({ name, count }) => new Option(`${name} (${count})`, name)))
        section.hidden = models.length === 0
        if (models.length > 0) {
            await showItems()
        }
    } catch {
        section.hidden = true
    }
}

async function showItems() {
    const { items } = await ask(`api/db/find?model=${encodeURIComponent(byId('model').value)}`)
    byId('items').replaceChildren(...items.map(row))
}

function row(item) {
    const element = document.createElement('li')
    const button = element.appendChild(document.createElement('button'))
    button.type = 'button'
    button.textContent = JSON.stringify(item)
    button.onclick = () => {
        byId('item').value = JSON.stringify(item, null, 4)
    }
    return element
}

async function change(path) {
    try {
        await ask(path, { model: byId('model').value, properties: JSON.parse(byId('item').value) })
        note('Done')
        await showItems()
    } catch (error) {
        note(error.message)
    }
}

byId('model').onchange = showItems
byId('save').onclick = () => change('api/db/update')
byId('remove').onclick = () => change('api/db/remove')
