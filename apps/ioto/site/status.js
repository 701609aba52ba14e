/*
    status.js -- The page: receives what the agent is doing, and has each part show what is of it.
*/

import { ask, Refusal } from './ask.js'
import { showConfiguration } from './configuration.js'
import { followDatabase, showDatabase } from './database.js'
import { byId, fillChildren, make, show } from './dom.js'
import { showFibers } from './fiber-list.js'
import { showFigures, showGap } from './figures.js'
import { duration } from './format.js'
import { Live } from './live.js'
import { beginLog, showEnd, showLog } from './log-view.js'
import { askForLogin, logOut } from './login.js'
import { onView, view } from './tabs.js'

let lastAnswer = 0

function link(state, text) {
    document.body.dataset.link = state
    byId('link').dataset.state = state
    show(byId('link'), text)
}

function showStatus(status) {
    const { app, version, node, pid, uptime, safe, problems, fibers } = status
    lastAnswer = Date.now()
    show(byId('app'), app.name === 'ioto' ? 'ioto-fiber' : app.name)
    show(byId('version'), version)
    show(byId('about'), `Node ${node.replace(/^v/, '')} · process ${pid} · up ${duration(uptime)}`)
    byId('safe').hidden = !safe
    showProblems(problems)
    showFigures(status)
    if (fibers.length > 0) {
        showFibers(status)
    }
    followDatabase(status.database, view === 'database')
}

/** What somebody should do something about. */
function showProblems(problems) {
    byId('problems').hidden = problems.length === 0
    fillChildren(byId('problems'), problems, () => make('li'), show)
}

const live = new Live('api/live', {
    begin() {
        byId('tabs').hidden = false
        beginLog()
        showSession()
        link('live', 'live')
    },

    event(name, value) {
        if (name === 'status') {
            showStatus(value)
        } else if (name === 'log') {
            showLog(value)
        }
    },

    lost(error) {
        showGap()
        link('lost', 'no answer')
        const since = lastAnswer === 0 ? '' : ` for ${duration(Date.now() - lastAnswer)}`
        const what = error instanceof Refusal ? error.message : `No answer from the agent${since}`
        show(byId('about'), `${what}; trying again`)
    },

    refused() {
        link('waiting', 'log in')
        show(byId('about'), 'Log in to see what the agent is doing')
        byId('tabs').hidden = true
        askForLogin(() => {
            live.open()
            showPart(view)
        })
    },
})

async function showSession() {
    try {
        const { username } = await ask('api/session')
        byId('who').hidden = username === null
        show(byId('user'), username ?? '')
    } catch {
        // The stream tells of it.
    }
}

function showPart(name) {
    if (name === 'configuration') {
        showConfiguration()
    } else if (name === 'database') {
        showDatabase()
    } else if (name === 'log') {
        showEnd()
    }
}

document.addEventListener('visibilitychange', () => {
    // Nobody looks: the agent need not tell. A browser has few connections to one server, and a page takes one of them.
    if (document.hidden) {
        live.close()
    } else if (byId('login').hidden) {
        live.open()
    }
})

byId('logout').onclick = event => {
    event.preventDefault()
    logOut()
}

onView(showPart)
live.open()
if (view !== 'overview') {
    showPart(view)
}
