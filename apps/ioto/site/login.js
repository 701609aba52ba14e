/*
    login.js -- The form for those who are not at the machine.
*/

const form = document.getElementById('login')

/** Logs out, and begins anew. */
export async function logOut() {
    await fetch('api/logout', { redirect: 'manual' })
    location.reload()
}

/** Shows the form, and calls `done` when somebody has logged in. */
export function askForLogin(done) {
    form.hidden = false
    form.onsubmit = async event => {
        event.preventDefault()
        const note = document.getElementById('login-note')
        const body = new URLSearchParams(new FormData(form))
        // It leads to the front page when it is right; we are there.
        const response = await fetch('api/login', { method: 'POST', body, redirect: 'manual' })
        if (response.ok || response.type === 'opaqueredirect') {
            form.hidden = true
            form.reset()
            note.textContent = ''
            done()
        } else {
            note.textContent = response.status === 429 ? 'Too many attempts: wait' : 'Wrong name or password'
        }
    }
}
