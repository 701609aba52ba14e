/*
    demo.js -- Asks once a second how far the device is, and shows what it has written.
*/

const byId = id => document.getElementById(id)

async function look() {
    try {
        const response = await fetch('/api/demo', { cache: 'no-store' })
        show(await response.json())
    } catch {
        byId('text').textContent = 'the device does not answer'
    }
    setTimeout(look, 1000)
}

function show({ iteration, count, running, items }) {
    byId('progress').max = Math.max(1, count)
    byId('progress').value = iteration
    byId('text').textContent = `${iteration} of ${count}${running ? '' : ', complete'}`
    byId('items').replaceChildren(...items.map(row))
}

function row({ model, key, value, message, updated }) {
    const line = document.createElement('tr')
    const what = message ?? `${key ?? 'value'}: ${typeof value === 'object' ? JSON.stringify(value) : value}`
    for (const text of [model, what, updated ?? '']) {
        line.insertCell().textContent = text
    }
    return line
}

await look()
