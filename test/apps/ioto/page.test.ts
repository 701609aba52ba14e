import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import type { AgentStatistics } from '../../../services/agent/index.js'
import { configure, ioto, stateDirectory, statusOf, urlOf } from './agent.js'
import { findChromium, launch } from './browser.js'
import { cells, cut, faintTexts, overflow } from './in-page.js'

// A browser takes its time to start.
t.setTimeout(180_000)

let browser: Browser

/** Everything that a browser complains about. */
function complaints(page: Page): string[] {
    const list: string[] = []
    page.on('console', message => message.type() === 'debug' || list.push(`${message.type()}: ${message.text()}`))
    page.on('pageerror', error => list.push(`uncaught: ${error.message}`))
    page.on('requestfailed', request => list.push(`failed: ${request.url()}`))
    page.on('response', response => {
        if (response.status() >= 400) {
            list.push(`${response.status()}: ${response.url()}`)
        }
    })
    return list
}

/** Opens the page of an agent. */
async function open(t: Test, url: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
    t.teardown(() => context.close())
    const page = await context.newPage()
    await page.goto(url)
    return page
}

const state = (page: Page, name: string) => page.locator(`#link[data-state="${name}"]`).waitFor()

/** Waits until an element says something else. */
async function change(page: Page, id: string): Promise<void> {
    const element = page.locator(`#${id}`)
    const text = (await element.textContent())!
    await page.locator(`#${id}`, { hasNotText: text }).waitFor()
}

/** Has the page get events of this status instead of the agent's. */
async function answer(page: Page, url: string, status: (real: AgentStatistics) => object): Promise<void> {
    await page.route('**/api/live', async route => {
        const data = JSON.stringify(status(await statusOf(url)))
        const log = JSON.stringify({ types: 'error,info', lines: [longLine] })
        await route.fulfill({
            contentType: 'text/event-stream',
            body: `event: status\ndata: ${data}\n\nevent: log\ndata: ${log}\n\n`,
        })
    })
}

const longLine = { seq: 1, time: 0, type: 'error', source: 'aSourceWithALongName', message: 'x'.repeat(1000) }

const view = async (page: Page, name: string) => {
    await page.locator(`#tabs a[href="#${name}"]`).click()
    await page.locator(`[data-view=${name}]`).waitFor()
}

const views = ['overview', 'fibers', 'log', 'database', 'configuration']

const sizes = [
    { width: 1280, height: 800 },
    { width: 700, height: 800 },
    { width: 360, height: 740 },
]

const path = findChromium()

t.test('status page', { skip: path === null ? 'no Chromium is in PATH' : false }, async t => {
    browser = await launch(path!)
    t.teardown(() => browser.close())
    const shared = ioto(t, 'run', '--state', stateDirectory(t), '--listen', 'http://127.0.0.1:0')
    const url = await urlOf(shared)
    // Its application may begin a moment later.
    while ((await fetch(`${url}/api/db/models`)).status !== 200) {}

    const store = async (key: string, value: string) => {
        const response = await fetch(`${url}/api/db/update`, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify({ model: 'Store', properties: { key, value } }),
        })
        if (!response.ok) {
            throw new Error(await response.text())
        }
    }

    t.test('the page shows figures that live, and the browser complains about nothing', async t => {
        const page = await open(t, 'about:blank')
        const list = complaints(page)
        await page.goto(url)
        await state(page, 'live')
        for (const name of ['live', 'requests', 'memory', 'processor']) {
            // The second answer gives rates.
            await page.locator(`#${name}`, { hasText: /^[\d.,]+K?$/ }).waitFor()
            t.ok(await page.locator(`#${name}`).isVisible(), name)
            t.match(await page.locator(`#${name}-chart path.line`).getAttribute('d'), /^M[\d.]+,[\d.]+L/)
            t.match(await page.locator(`#${name}-note`).textContent(), /\d/)
        }
        t.match(await page.locator('#about').textContent(), /^Node 2\d\.\d+\.\d+ · process \d+ · up \d+ (m?s|min)$/)
        await change(page, 'processor-note')
        for (const name of ['database', 'web', 'app']) {
            await page.locator('#services li[data-state=ready]', { hasText: `${name}ready for` }).waitFor()
        }
        for (const name of ['Web server', 'Logins', 'Database', 'Process']) {
            await page.locator('#facts section', { hasText: name }).first().waitFor()
        }
        for (const name of views) {
            await view(page, name)
        }
        t.same(list, [])
    })

    t.test('the page lists the fibers, children below their parents, with their calls, and cancels one', async t => {
        const page = await open(t, `${url}/#fibers`)
        await state(page, 'live')
        const { runtime, fibers } = await statusOf(url)
        await page.locator('#list tr').nth(1).waitFor()
        const rows = await page.locator('#list tr').evaluateAll(cells)
        t.ok(rows.length >= 3 && rows.length <= runtime.live + 10)
        const find = (name: string) => rows.find(row => row[2] === name)
        const serve = fibers.find(({ name }) => name === 'serveAgent')
        const time = /^\d+ (m?s|min)$/
        t.match(rows[0], ['0', String(serve!.id), 'serveAgent', 'waiting', 'scope', time])
        t.match(find('service web'), ['0', /^\d+$/, 'service web', 'waiting', 'scope', time])
        t.match(find('serve'), ['2', /^\d+$/, 'serve', 'waiting', /accept/, time])
        t.ok(rows.filter(row => row[2] === 'socket').every(([depth]) => depth === '3'))
        const row = await page.locator('#list tr').first().elementHandle()
        // The calls stay open while the list changes.
        await page.locator('#list tr', { hasText: 'service web' }).locator('button').first().click()
        await page.locator('.details pre', { hasText: /^at #run / }).waitFor()
        t.equal(await page.locator('.details').count(), 1)
        await page.locator('#fiber-filter').fill('expire')
        await page.locator('#list tr').nth(1).waitFor({ state: 'detached' })
        const expire = page.locator('#list tr:not(.details)', { hasText: 'expire' })
        await expire.locator('button').click()
        await page.locator('.details pre', { hasText: /^at expire / }).waitFor()
        await page.locator('.details .danger', { hasText: 'Cancel this fiber' }).click()
        await page.locator('.details .danger', { hasText: 'Really cancel it' }).click()
        await expire.waitFor({ state: 'detached' })
        await page.locator('#fiber-filter').fill('')
        t.ok(
            await page
                .locator('#list tr')
                .first()
                .evaluate((now, then) => now === then, row),
            'rows stay, as does a selection',
        )
    })

    t.test('the page shows the log as it comes, by level and text', async t => {
        const page = await open(t, `${url}/#log`)
        await page.locator('#lines li', { hasText: 'Ioto ready' }).waitFor()
        t.equal(await page.locator('#level').inputValue(), 'info')
        const level = async (name: string) => {
            const done = page.waitForResponse('**/api/log/level')
            await page.locator('#level').selectOption(name)
            t.equal((await done).status(), 200)
        }
        await level('debug')
        await fetch(`${url}/none`)
        await page.locator('#lines li[data-type=trace]', { hasText: '/none' }).first().waitFor()
        await page.locator('#log-filter').fill('ready')
        t.equal(await page.locator('#lines li:visible').count(), 1)
        await page.locator('#log-filter').fill('')
        await page.locator('#log-pause').click()
        const before = await page.locator('#lines li').count()
        await fetch(`${url}/none2`)
        await page.locator('#log-pause', { hasText: /Go on \(\d+\)/ }).waitFor()
        t.equal(await page.locator('#lines li').count(), before)
        await page.locator('#log-pause').click()
        await page.locator('#lines li[data-type=trace]', { hasText: '/none2' }).first().waitFor()
        await level('info')
        const other = await open(t, `${url}/#log`)
        await other.locator('#lines li', { hasText: 'Ioto ready' }).waitFor()
        t.equal(shared.complaints, '', 'the log itself has no word more')
    })

    t.test('the page shows the configuration with its origins', async t => {
        const page = await open(t, `${url}/#configuration`)
        const rows = page.locator('#config tbody tr')
        await page.locator('#config tr', { hasText: 'web.listen' }).waitFor()
        await page.locator('#config-filter').fill('--listen')
        t.equal(await rows.count(), 1)
        t.equal(await rows.first().textContent(), 'web.listen["http://127.0.0.1:0"]--listen')
        await page.locator('#config-filter').fill('database.maxJournalAge')
        t.equal(await rows.count(), 0)
        await page.locator('#config-defaults').check()
        t.equal(await rows.first().textContent(), 'database.maxJournalAge1mindefault')
    })

    t.test('the page shows a change of the database as it happens, page by page', async t => {
        await store('first', 'old')
        const page = await open(t, `${url}/#database`)
        await page.locator('#model').selectOption('Store')
        await page.locator('#items td', { hasText: 'old' }).waitFor()
        await store('first', 'new')
        await page.locator('#items td', { hasText: 'new' }).waitFor()
        for (let i = 0; i < 120; i++) {
            await store(`n${i}`, 'many')
        }
        await page.locator('#more').click()
        await page.locator('#items tr').nth(121).waitFor()
        await page.locator('#item-filter').fill('n119')
        t.equal(await page.locator('#items tbody tr').count(), 1)
        await page.locator('#items tbody button').click()
        await page.locator('#remove').click()
        await page.locator('#item-note', { hasText: 'Removed' }).waitFor()
        t.equal(await page.locator('#items tbody').textContent(), 'None of the items shown has this text')
    })

    t.test('the page tells what is wrong with an item, and makes users who can log in', async t => {
        const page = await open(t, `${url}/#database`)
        await page.locator('#model').selectOption('User')
        await page.locator('#new').click()
        const field = (name: string) => page.locator(`#fields [name=${name}]`)
        await field('username').fill('admin')
        await field('password').fill('secret')
        await field('role').selectOption('user')
        await page.locator('#item .main').click()
        await page.locator('#item-note.bad', { hasText: /unique/i }).waitFor()
        await field('username').fill('joe')
        await page.locator('#item .main').click()
        await page.locator('#item-note', { hasText: 'Saved' }).waitFor()
        const login = async (password: string) => {
            const body = new URLSearchParams({ username: 'joe', password })
            return (await fetch(`${url}/api/login`, { method: 'POST', body, redirect: 'manual' })).status
        }
        t.equal(await login('secret'), 302)
        await page.locator('#items button, #items span').filter({ hasText: 'joe' }).click()
        t.equal(await field('password').inputValue(), '', 'it never comes back')
        await field('username').fill('jim')
        await page.locator('#item .main').click()
        await page.locator('#item-note.bad', { hasText: 'Cannot change a name without the password' }).waitFor()
        await field('username').fill('joe')
        await field('password').fill('other')
        await page.locator('#item .main').click()
        await page.locator('#item-note', { hasText: 'Saved' }).waitFor()
        t.equal(await login('other'), 302)
    })

    t.test('the page says when the agent does not answer, and goes on when it is back', async t => {
        const first = ioto(t, '--config', configure(t, { web: "{ listen: ['http://127.0.0.1:0'] }" }))
        const url = await urlOf(first)
        const page = await open(t, url)
        await state(page, 'live')
        first.kill('SIGINT')
        t.same(
            await first.ended,
            { code: 0, signal: null },
            'a page that is open does not keep the agent from stopping',
        )
        await state(page, 'lost')
        t.equal(await page.locator('#link').textContent(), 'no answer')
        await page.locator('#about', { hasText: /^No answer from the agent for \d+ m?s; trying again$/ }).waitFor()
        t.ok((await page.locator('#services li').count()) >= 1, 'what was known is still there')
        const second = ioto(t, '--listen', url)
        t.equal(await urlOf(second), url)
        await state(page, 'live')
        await page.locator('#about', { hasText: `process ${second.process.pid}` }).waitFor()
        await page.locator('#requests', { hasText: /^[\d.]+$/ }).waitFor()
        const path = (await page.locator('#live-chart path.line').getAttribute('d'))!
        t.ok(path.split('M').length > 2, 'the line has a gap')
    })

    t.test('the page tells an error of the agent from silence', async t => {
        const page = await open(t, 'about:blank')
        await page.route('**/api/live', route => route.fulfill({ status: 503, body: 'busy' }))
        await page.goto(url)
        await state(page, 'lost')
        t.equal(await page.locator('#about').textContent(), 'busy; trying again')
        t.match(await page.locator('#list').textContent(), 'No answer from the agent yet')
        await page.unroute('**/api/live')
        await state(page, 'live')
    })

    for (const viewport of sizes) {
        t.test(`the page fits into ${viewport.width} pixels, with long names and large figures too`, async t => {
            const page = await open(t, 'about:blank', { viewport })
            await answer(page, url, real => ({
                ...real,
                uptime: 1e10 + real.uptime,
                memory: { rss: 123_456_789_000, heapUsed: 98_765_432_100, heapTotal: 1e11, external: 0 },
                runtime: {
                    ...real.runtime,
                    live: 1_234_567,
                    spawned: 9_876_543_210,
                    failed: 12_345,
                    longestSlice: 98_765,
                },
                web: { ...real.web, requests: real.web!.requests * 123_457, connections: 65_535, bytesRead: 1e15 },
                services: [
                    ...real.services,
                    { name: 'broken', state: 'waiting', since: 0, restarts: 1e6, error: 'x'.repeat(500) },
                ],
                fibers: Array.from({ length: 50 }, (_, i) => ({
                    ...real.fibers[0],
                    id: 1_234_567 + i,
                    parent: i === 0 ? 0 : 1_234_566 + i,
                    name: `aFiberWhoseNameIsMuchLongerThanAnybodyWouldReadIt${i}`.repeat(3),
                    waitsFor: `socket.read from [2001:db8:1111:2222:3333:4444:5555:${i}]:65535 and whatever else there is`,
                    waiting: 123_456_789,
                })),
            }))
            await page.goto(url)
            await page.locator('#requests', { hasText: 'K' }).waitFor()
            const whole =
                '.figure, #about, #count, #link, h1, #facts dd, #services li, td.id span, td.state span, td.since span'
            for (const name of views) {
                await view(page, name)
                t.equal(await page.evaluate(overflow), 0, `${name}: nothing has to be scrolled sideways`)
                const shown = page.locator(whole).filter({ visible: true })
                t.same(await shown.evaluateAll(cut), [], `${name}: nothing is cut but names`)
            }
            await view(page, 'fibers')
            t.equal(await page.locator('#count').textContent(), 'the first 50 of 1.2M')
            t.match(await page.locator('td.name button').first().getAttribute('title'), /^aFiberWhoseName/)
        })
    }

    for (const colorScheme of ['light', 'dark'] as const) {
        t.test(`the page has enough contrast in ${colorScheme} colours (WCAG AA)`, async t => {
            await store('contrast', 'x')
            const page = await open(t, url, { colorScheme })
            await state(page, 'live')
            for (const name of views) {
                await view(page, name)
                if (name === 'database') {
                    await page.locator('#model').selectOption('Store')
                    await page.locator('#items tbody button').first().click()
                }
                t.same(await page.evaluate(faintTexts), [], name)
            }
            await view(page, 'overview')
            await page.route('**/api/live', route => route.abort())
            await page.reload()
            await state(page, 'lost')
            t.same(await page.evaluate(faintTexts), [], 'without an answer too')
        })
    }

    t.test('the page can be read by a screen reader', async t => {
        const page = await open(t, url)
        await state(page, 'live')
        const overview = await page.locator('body').ariaSnapshot()
        for (const part of [
            /heading "ioto-fiber [\d.]+" \[level=1\]/,
            /status: live/,
            /navigation "Parts of the page"/,
            /region "Overview"/,
            /heading "Fibers" \[level=2\]/,
            /img "Requests per second in the last two minutes"/,
            /list "Services"/,
            /link "api\/status"/,
        ]) {
            t.match(overview, part)
        }
        await view(page, 'fibers')
        const fibers = await page.locator('main').ariaSnapshot()
        for (const part of [/columnheader "Waits for"/, /cell "signal SIGINT or SIGTERM"/, /button "serveAgent"/]) {
            t.match(fibers, part)
        }
        await view(page, 'log')
        t.match(
            await page.locator('main').ariaSnapshot(),
            /searchbox "Lines with this text"[\s\S]*list "Lines of the log"/,
        )
    })

    t.test('the page asks others to log in, and lets them change the database', async t => {
        const directory = stateDirectory(t)
        const args = ['run', '--state', directory, '--listen', 'http://127.0.0.1:0']
        const first = ioto(t, ...args)
        const [, password] = await first.says(/log in as admin with the password (\w+)/)
        // As those who come through a proxy.
        const extraHTTPHeaders = { 'X-Forwarded-For': '192.0.2.7' }
        const page = await open(t, await urlOf(first), { extraHTTPHeaders })
        const login = async (word: string) => {
            await page.locator('#login input[name=username]').fill('admin')
            await page.locator('#login input[name=password]').fill(word)
            await page.locator('#login button').click()
        }
        await login('wrong')
        await page.locator('#login-note', { hasText: 'Wrong name or password' }).waitFor()
        t.equal(await page.locator('#version').textContent(), '', 'nothing is shown')
        t.equal(await page.locator('#tabs').isVisible(), false)
        await login(password!)
        await state(page, 'live')
        t.equal(await page.locator('#user').textContent(), 'admin')
        await change(page, 'processor-note')
        await page.locator('#facts dd.bad').first().waitFor()
        await view(page, 'database')
        await page.locator('#model').selectOption('Store')
        await page.locator('#new').click()
        await page.locator('#fields [name=key]').fill('colour')
        await page.locator('#fields [name=value]').fill('red')
        await page.locator('#item .main').click()
        await page.locator('#items td', { hasText: 'red' }).waitFor()
        first.kill('SIGTERM')
        await first.ended

        const second = ioto(t, ...args)
        await page.goto(`${await urlOf(second)}/#database`)
        await login(password!)
        await state(page, 'live')
        await page.locator('#model').selectOption('Store')
        await page.locator('#items button', { hasText: 'colour' }).click()
        t.equal(await page.locator('#fields [name=value]').inputValue(), 'red')
        await page.locator('#logout').click()
        await page.locator('#login').waitFor()
        t.equal(await page.locator('#items').isVisible(), false)
    })

    t.test('the page says that wrong passwords are locked out, and for how long', async t => {
        const web = `{
            listen: ['http://127.0.0.1:0'], documents: '@site',
            auth: { roles: { admin: [] }, login: '/api/login', logout: '/api/logout', throttle: { attempts: 2, delay: 1, lockout: 300 } },
        }`
        const url = await urlOf(ioto(t, '--config', configure(t, { web })))
        const page = await open(t, url, { extraHTTPHeaders: { 'X-Forwarded-For': '192.0.2.8' } })
        const note = (text: RegExp) => page.locator('#login-note', { hasText: text }).waitFor()
        for (const answer of [/^Wrong name or password$/, /^Wrong name or password, 2 times$/]) {
            await page.locator('#login input[name=username]').fill('admin')
            await page.locator('#login input[name=password]').fill('guess')
            await page.locator('#login button').click()
            await note(answer)
        }
        await page.locator('#login button').click()
        await note(/^Too many attempts: locked for [45]:\d\d$/)
        t.equal(await page.locator('#login button').isDisabled(), true)
        const inside = await open(t, url)
        await inside.locator('#facts div', { hasText: 'Wrong passwords2' }).waitFor()
        await inside.locator('#facts div', { hasText: 'Locked out1' }).waitFor()
        await inside.locator('#facts div', { hasText: 'Refused while locked1' }).waitFor()
    })

    t.test('format.js makes short texts', async t => {
        const page = await open(t, url)
        const texts = await page.evaluate(async () => {
            const url = '/format.js'
            const { bytes, count, duration, megabytes, short, span } = await import(url)
            return {
                short: [0, 0.04, 0.44, 9.94, 9.96, 12.6, 1234, 9999, 10_000, 56_789, 1e9].map(short),
                megabytes: [0, 1_234_567, 99_949_999, 99_950_000, 123_456_789_000].map(megabytes),
                bytes: [0, 512, 1000, 99_949, 99_950, 1_234_567, 12_345_678_901].map(bytes),
                duration: [-3, 0, 0.4, 999, 1000, 59_999, 60_000, 3_599_999, 3_600_000, 86_400_000, 1e10].map(duration),
                count: [0, 1, 2, 12_345].map(n => count(n, 'fiber')),
                span: [7, 272, 3900].map(span),
            }
        })
        t.same(texts, {
            short: ['0', '0.0', '0.4', '9.9', '10', '13', '1,234', '9,999', '10K', '56.8K', '1B'],
            megabytes: ['0.0', '1.2', '99.9', '100', '123,457'],
            bytes: ['0 B', '512 B', '1.0 KB', '99.9 KB', '100 KB', '1.2 MB', '12.3 GB'],
            duration: ['0 ms', '0 ms', '0 ms', '999 ms', '1 s', '59 s', '1 min', '59 min', '1 h', '1 d', '115 d'],
            count: ['0 fibers', '1 fiber', '2 fibers', '12.3K fibers'],
            span: ['0:07', '4:32', '65:00'],
        })
    })
})
