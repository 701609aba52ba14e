/*
    upload.js -- Sends the form, tells what came of it, and lists what there is. Without a script the form works too, and shows the answer.
*/

const form = document.getElementById('upload')
const result = document.getElementById('result')

form.addEventListener('submit', async event => {
    event.preventDefault()
    result.textContent = 'Uploading ...'
    try {
        const response = await fetch(form.action, { method: 'POST', body: new FormData(form) })
        result.textContent = response.ok ? 'Uploaded' : await reason(response)
    } catch (error) {
        // A server that has heard enough, of a file that is too large, ends the connection
        result.textContent = `Cannot upload: ${error.message}`
    }
    await list()
})

async function reason(response) {
    return response.status === 401 ? 'Log in first' : `Cannot upload: ${response.status} ${await response.text()}`
}

async function list() {
    const response = await fetch('/api/user/photos', { cache: 'no-store' })
    if (!response.ok) {
        return
    }
    const photos = await response.json()
    const table = document.getElementById('photos')
    table.hidden = photos.length === 0
    table.tBodies[0].replaceChildren(...photos.map(row))
}

function row({ id, filename, size, name, address, username }) {
    const line = document.createElement('tr')
    const link = document.createElement('a')
    link.href = `/api/user/photo?id=${encodeURIComponent(id)}`
    link.textContent = filename
    line.insertCell().append(link)
    for (const text of [size, name, address, username]) {
        line.insertCell().textContent = text ?? ''
    }
    return line
}

await list()
