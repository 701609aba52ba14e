import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import type { AgentStatistics } from '../../../services/agent/index.js'
import { configure, ioto, stateDirectory, statusOf, urlOf } from './agent.js'
import { findChromium, launch } from './browser.js'
import { cells, cut, faintTexts, overflow } from './in-page.js'

// The page asks once a second, and a browser takes its time to start.
t.setTimeout(180_000)

let browser: Browser

/** Everything that a browser complains about. */
function complaints(page: Page): string[] {
    const list: string[] = []
    page.on('console', message => list.push(`${message.type()}: ${message.text()}`))
    page.on('pageerror', error => list.push(`uncaught: ${error.message}`))
    page.on('requestfailed', request => list.push(`failed: ${request.url()}`))
    page.on('response', response => {
        if (response.status() >= 400) {
            list.push(`${response.status()}: ${response.url()}`)
        }
    })
    return list
}

/** Opens the page of an agent, and waits for its first answer. */
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

/** Has the page get this status instead of the agent's. */
async function answer(page: Page, status: (real: AgentStatistics) => object): Promise<void> {
    await page.route('**/api/status', async route => {
        const real = (await (await route.fetch()).json()) as AgentStatistics
        await route.fulfill({ json: status(real) })
    })
}

const sizes = [
    { width: 1280, height: 800 },
    { width: 700, height: 800 },
    { width: 360, height: 740 },
]

const path = findChromium()

t.test('status page', { skip: path === null ? 'no Chromium is in PATH' : false }, async t => {
    browser = await launch(path!)
    t.teardown(() => browser.close())

    t.test('the page shows figures that live, and the browser complains about nothing', async t => {
        const url = await urlOf(ioto(t, '--config', configure(t, { web: "{ listen: ['http://127.0.0.1:0'] }" })))
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
        t.match(await page.locator('#about').textContent(), /^Node 2\d\.\d+\.\d+ · process \d+ · up \d+ m?s$/)
        for (let i = 0; i < 2; i++) {
            await change(page, 'requests-note')
            await change(page, 'processor-note')
        }
        t.same(list, [])
    })

    t.test('the page lists the fibers, children below their parents', async t => {
        const url = await urlOf(ioto(t))
        const page = await open(t, url)
        await state(page, 'live')
        const { runtime, fibers } = await statusOf(url)
        await page.locator('#list tr').nth(1).waitFor()
        const rows = await page.locator('#list tr').evaluateAll(cells)
        t.ok(rows.length >= 3 && rows.length <= runtime.live)
        const find = (name: string) => rows.find(row => row[2] === name)
        const serve = fibers.find(({ name }) => name === 'serveAgent')
        t.match(rows[0], ['0', String(serve!.id), 'serveAgent', 'waiting', 'scope', /^\d+ m?s$/])
        t.match(find('service web'), ['0', /^\d+$/, 'service web', 'waiting', 'scope', /^\d+ m?s$/])
        t.match(find('serve'), ['2', /^\d+$/, 'serve', 'waiting', /accept/, /^\d+ m?s$/])
        t.ok(rows.filter(row => row[2] === 'socket').every(([depth]) => depth === '3'))
        t.ok(
            rows.some(row => row[3] === 'running' && row[4] === ''),
            'the fiber that answers the page',
        )
        const row = await page.locator('#list tr').first().elementHandle()
        await change(page, 'requests-note')
        t.ok(
            await page
                .locator('#list tr')
                .first()
                .evaluate((now, then) => now === then, row),
            'rows stay, as does a selection',
        )
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
        t.ok((await page.locator('#list tr').count()) >= 3, 'what was known is still there')
        const second = ioto(t, '--listen', url)
        t.equal(await urlOf(second), url)
        await state(page, 'live')
        await page.locator('#about', { hasText: `process ${second.process.pid}` }).waitFor()
        await page.locator('#requests', { hasText: /^[\d.]+$/ }).waitFor()
        const path = (await page.locator('#live-chart path.line').getAttribute('d'))!
        t.ok(path.split('M').length > 2, 'the line has a gap')
    })

    t.test('the page tells an error of the agent from silence', async t => {
        const url = await urlOf(ioto(t))
        const page = await open(t, 'about:blank')
        await page.route('**/api/status', route => route.fulfill({ status: 503, body: 'busy' }))
        await page.goto(url)
        await state(page, 'lost')
        t.equal(await page.locator('#about').textContent(), 'The agent answers with status 503; trying again')
        t.equal((await page.locator('#list').textContent())?.trim(), 'No answer from the agent yet')
        await page.unroute('**/api/status')
        await state(page, 'live')
    })

    for (const viewport of sizes) {
        t.test(`the page fits into ${viewport.width} pixels, with long names and large figures too`, async t => {
            const url = await urlOf(ioto(t))
            const page = await open(t, 'about:blank', { viewport })
            await answer(page, real => ({
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
                web: { ...real.web, requests: real.web!.requests * 123_457, connections: 65_535 },
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
            await state(page, 'live')
            await page.locator('#requests', { hasText: 'K' }).waitFor()
            t.equal(await page.evaluate(overflow), 0, 'nothing has to be scrolled sideways')
            const whole = '.figure, #about, #count, #link, h1, td.id span, td.state span, td.since span'
            t.same(await page.locator(whole).evaluateAll(cut), [], 'nothing is cut but names')
            t.equal(await page.locator('#count').textContent(), 'the first 50 of 1.2M')
            t.match(await page.locator('td.name span').first().getAttribute('title'), /^aFiberWhoseName/)
        })
    }

    for (const colorScheme of ['light', 'dark'] as const) {
        t.test(`the page has enough contrast in ${colorScheme} colours (WCAG AA)`, async t => {
            const url = await urlOf(ioto(t))
            const page = await open(t, url, { colorScheme })
            await state(page, 'live')
            t.same(await page.evaluate(faintTexts), [])
            await page.route('**/api/status', route => route.abort())
            await state(page, 'lost')
            t.same(await page.evaluate(faintTexts), [], 'without an answer too')
        })
    }

    t.test('the page can be read by a screen reader', async t => {
        const page = await open(t, await urlOf(ioto(t)))
        await state(page, 'live')
        const snapshot = await page.locator('body').ariaSnapshot()
        for (const part of [
            /heading "ioto-fiber [\d.]+" \[level=1\]/,
            /status: live/,
            /region "Figures"/,
            /heading "Fibers" \[level=2\]/,
            /img "Requests per second in the last two minutes"/,
            /region "What the fibers are doing"/,
            /columnheader "Waits for"/,
            /cell "signal SIGINT or SIGTERM"/,
            /link "api\/status"/,
        ]) {
            t.match(snapshot, part)
        }
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
        await login(password!)
        await state(page, 'live')
        await change(page, 'requests-note')
        await page.locator('#services li', { hasText: 'database ready' }).waitFor()
        await page.locator('#model').selectOption('Store')
        await page.locator('#item').fill('{"key": "colour", "value": "red"}')
        await page.locator('#save').click()
        await page.locator('#items button', { hasText: '"value":"red"' }).waitFor()
        first.kill('SIGTERM')
        await first.ended

        const second = ioto(t, ...args)
        await page.goto(await urlOf(second))
        await login(password!)
        await state(page, 'live')
        await page.locator('#model').selectOption('Store')
        await page.locator('#items button', { hasText: '"value":"red"' }).click()
        t.match(await page.locator('#item').inputValue(), /"colour"/)
        await page.locator('#logout').click()
        await page.locator('#login').waitFor()
    })

    t.test('format.js makes short texts', async t => {
        const page = await open(t, await urlOf(ioto(t)))
        const texts = await page.evaluate(async () => {
            const url = '/format.js'
            const { count, duration, megabytes, short } = await import(url)
            return {
                short: [0, 0.04, 0.44, 9.94, 9.96, 12.6, 1234, 9999, 10_000, 56_789, 1e9].map(short),
                megabytes: [0, 1_234_567, 99_949_999, 99_950_000, 123_456_789_000].map(megabytes),
                duration: [-3, 0, 0.4, 999, 1000, 59_999, 60_000, 3_599_999, 3_600_000, 86_400_000, 1e10].map(duration),
                count: [0, 1, 2, 12_345].map(n => count(n, 'fiber')),
            }
        })
        t.same(texts, {
            short: ['0', '0.0', '0.4', '9.9', '10', '13', '1,234', '9,999', '10K', '56.8K', '1B'],
            megabytes: ['0.0', '1.2', '99.9', '100', '123,457'],
            duration: ['0 ms', '0 ms', '0 ms', '999 ms', '1 s', '59 s', '1 min', '59 min', '1 h', '1 d', '115 d'],
            count: ['0 fibers', '1 fiber', '2 fibers', '12.3K fibers'],
        })
    })
})
