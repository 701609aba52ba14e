/*
    status.js -- Asks the agent once a second what it is doing, and shows it.
*/

import { Chart } from './chart.js'
import { showDatabase } from './database.js'
import { FiberList } from './fiber-list.js'
import { count, duration, megabytes, short } from './format.js'
import { askForLogin, logOut } from './login.js'

/** Milliseconds between two questions: while somebody looks, and while the page is in the background. */
const period = 1000
const hiddenPeriod = 5000

/** An answer that takes longer than this many milliseconds is none. */
const patience = 5000

const byId = id => document.getElementById(id)
const charts = Object.fromEntries(
    ['live', 'requests', 'memory', 'processor'].map(name => [name, new Chart(byId(`${name}-chart`))]),
)
const list = new FiberList(byId('list'))

/** The answer before; null: there is none to compare with. */
let last = null
let lastAnswer = 0
let timer

function show(id, text) {
    const element = byId(id)
    if (element.textContent !== text) {
        element.textContent = text
    }
}

function figure(name, value, text, note) {
    show(name, value === null ? '–' : text(value))
    show(`${name}-note`, note)
    charts[name].add(value)
}

/** How much a counter grows in a second; null: unknown. */
function growth(read, status) {
    const elapsed = last === null ? 0 : status.uptime - last.uptime
    return elapsed > 0 ? ((read(status) - read(last)) * 1000) / elapsed : null
}

function render(status) {
    if (last !== null && (last.pid !== status.pid || last.uptime > status.uptime)) {
        // Another process: its counters begin anew.
        last = null
    }
    const { runtime, memory, web, cpu } = status
    const requests = growth(({ web }) => web.requests, status)
    const processor = growth(({ cpu }) => cpu.user + cpu.system, status)
    last = status

    show('version', status.version)
    show('about', `Node ${status.node.replace(/^v/, '')} · process ${status.pid} · up ${duration(status.uptime)}`)
    const failed = runtime.failed === 0 ? 'none failed' : `${short(runtime.failed)} failed`
    figure('live', runtime.live, short, `${short(runtime.spawned)} started, ${failed}`)
    figure('requests', requests, short, `${short(web.requests)} in all, ${count(web.connections, 'connection')}`)
    figure('memory', memory.rss, megabytes, `heap ${megabytes(memory.heapUsed)} of ${megabytes(memory.heapTotal)} MB`)
    const longest =
        runtime.longestSlice > 0
            ? `longest ${duration(runtime.longestSlice)}`
            : `${duration(cpu.user + cpu.system)} used`
    const share = processor === null ? null : processor / 10
    figure('processor', share, short, `${short(runtime.switches)} switches, ${longest}`)
    show(
        'count',
        status.fibers.length < runtime.live ? `the first ${status.fibers.length} of ${short(runtime.live)}` : '',
    )
    list.show(status.fibers)
    showServices(status.services)
}

function showServices(services) {
    const texts = services.map(({ name, state, since, error }) => {
        const failure = error === null ? '' : `: ${error}`
        return `${name} ${state} for ${duration(Date.now() - since)}${failure}`
    })
    const element = byId('services')
    if (element.children.length !== texts.length) {
        element.replaceChildren(...texts.map(() => document.createElement('li')))
    }
    texts.forEach((text, i) => {
        element.children[i].textContent = text
    })
}

async function showSession() {
    const { local, username, database } = await (await fetch('api/session', { cache: 'no-store' })).json()
    byId('who').hidden = username === null
    show('user', username ?? '')
    if (database && (local || username !== null)) {
        await showDatabase()
    }
}

function link(state, text) {
    document.body.dataset.link = state
    byId('link').dataset.state = state
    show('link', text)
}

function noAnswer(error) {
    for (const chart of Object.values(charts)) {
        chart.add(null)
    }
    last = null
    link('lost', 'no answer')
    const since = lastAnswer === 0 ? '' : ` for ${duration(Date.now() - lastAnswer)}`
    show('about', `${error instanceof Refusal ? error.message : `No answer from the agent${since}`}; trying again`)
}

/** The agent answers, but not with its status. */
class Refusal extends Error {}

async function ask() {
    clearTimeout(timer)
    timer = undefined
    try {
        const response = await fetch('api/status', { cache: 'no-store', signal: AbortSignal.timeout(patience) })
        if (response.status === 401) {
            // Asked again when somebody has logged in.
            link('waiting', 'log in')
            show('about', 'Log in to see what the agent is doing')
            askForLogin(start)
            return
        }
        if (!response.ok) {
            throw new Refusal(`The agent answers with status ${response.status}`)
        }
        render(await response.json())
        lastAnswer = Date.now()
        link('live', 'live')
    } catch (error) {
        noAnswer(error)
    }
    timer = setTimeout(ask, document.hidden ? hiddenPeriod : period)
}

document.addEventListener('visibilitychange', () => {
    // Unless a question is under way.
    if (!document.hidden && timer !== undefined) {
        ask()
    }
})

byId('logout').onclick = event => {
    event.preventDefault()
    logOut()
}

function start() {
    ask()
    showSession().catch(() => {})
}

start()
