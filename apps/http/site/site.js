/*
    site.js -- What all pages have: the way to the others, and who is logged in. Without it each has a way to the first one.
*/

const pages = { Public: '/public/welcome.html', User: '/user/welcome.html', Admin: '/admin/welcome.html' }

const nav = document.querySelector('nav')
for (const [text, href] of Object.entries(pages)) {
    nav.append(link(text, href))
}
const who = link('Login', '/public/login.html')
who.id = 'who'
nav.append(who)
await showUser()

function link(text, href) {
    return Object.assign(document.createElement('a'), { textContent: text, href })
}

async function showUser() {
    const response = await fetch('/api/public/getAuth', { cache: 'no-store' })
    const { username, role } = await response.json()
    if (username === undefined) {
        return
    }
    who.textContent = username
    who.href = '/public/logout.html'
    const status = document.getElementById('status')
    if (status !== null) {
        status.textContent = `Logged in as ${username}, role ${role}`
    }
    const other = document.getElementById('switch')
    if (other !== null) {
        other.textContent = 'Log Out'
        other.href = '/api/public/logout'
    }
}
