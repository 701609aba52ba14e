/*
    site.js -- Shows on each page who is logged in.
*/

const response = await fetch('/api/public/getAuth', { cache: 'no-store' })
const { username, role } = await response.json()
if (username !== undefined) {
    const who = document.getElementById('who')
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
