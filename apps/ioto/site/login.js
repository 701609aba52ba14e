/*
    login.js -- The form for those who are not at the machine.
*/

import { byId, show } from './dom.js'
import { span } from './format.js'

const form = byId('login')
const note = byId('login-note')
const button = form.querySelector('button')

/** Attempts that were wrong since the page was opened. */
let wrong = 0
let timer

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
        button.disabled = true
        // The answer to a wrong password is held back, each time longer.
        show(note, wrong === 0 ? '' : 'Checking; after a wrong password that takes longer each time')
        try {
            const body = new URLSearchParams(new FormData(form))
            // It leads to the front page when it is right; we are there.
            const response = await fetch('api/login', { method: 'POST', body, redirect: 'manual' })
            if (response.ok || response.type === 'opaqueredirect') {
                wrong = 0
                form.hidden = true
                form.reset()
                show(note, '')
                done()
            } else if (response.status === 429) {
                lock(Number(response.headers.get('Retry-After') ?? 60))
                return
            } else {
                wrong++
                show(note, `Wrong name or password${wrong === 1 ? '' : `, ${wrong} times`}`)
            }
        } catch {
            show(note, 'No answer from the agent')
        }
        button.disabled = false
    }
}

/** Nobody looks at another attempt for so many seconds. */
function lock(seconds) {
    clearInterval(timer)
    const end = Date.now() + seconds * 1000
    const tell = () => {
        const rest = Math.ceil((end - Date.now()) / 1000)
        if (rest > 0) {
            show(note, `Too many attempts: locked for ${span(rest)}`)
        } else {
            clearInterval(timer)
            show(note, '')
            button.disabled = false
        }
    }
    timer = setInterval(tell, 1000)
    tell()
}
