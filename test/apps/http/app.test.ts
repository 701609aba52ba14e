import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { findChromium, launch } from '../ioto/browser.js'
import { runSample } from '../samples.js'

t.setTimeout(120_000)

t.test('the application http shows pages to those who may see them', async t => {
    const { agent, url, state } = await runSample(t, 'http', ['--quiet'])
    let cookie = ''
    const ask = async (path: string, form?: Record<string, string>) => {
        const body = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }
        const response = await fetch(url + path, { ...body, headers: { cookie }, redirect: 'manual' })
        const text = await response.text()
        cookie =
            response.headers
                .getSetCookie()
                .map(each => each.split(';')[0])
                .join('; ') || cookie
        return [response.status, text] as const
    }
    const statuses = async () => [
        (await ask('/'))[0],
        (await ask('/public/welcome.html'))[0],
        (await ask('/user/welcome.html'))[0],
        (await ask('/admin/welcome.html'))[0],
    ]
    const login = async (username: string, password: string) =>
        (await ask('/api/public/login', { username, password }))[0]

    // The application may begin a moment later
    while ((await ask('/api/public/getAuth'))[0] === 404) {}
    t.same(await statuses(), [200, 200, 401, 401])
    t.same(await ask('/api/public/getAuth'), [200, '{}'])
    t.equal(await login('guest', 'wrong'), 401)
    t.equal(await login('nobody', 'demo'), 401)
    t.equal(await login('guest', 'demo'), 302)
    t.same(await ask('/api/public/getAuth'), [200, '{"username":"guest","role":"user"}'])
    t.same(await statuses(), [200, 200, 200, 403])
    t.same(await ask('/api/user/logout'), [200, 'Logged out'])
    t.same(await statuses(), [200, 200, 401, 401])
    t.equal(await login('admin', 'demo'), 302)
    t.same(await statuses(), [200, 200, 200, 200])
    t.equal((await ask('/api/public/logout'))[0], 302)
    t.same(await ask('/api/public/getAuth'), [200, '{}'])

    const upload = async (name: string, content: string) => {
        const form = new FormData()
        form.set('name', 'Joe')
        form.set('address', 'Main Street 1')
        form.set('photo', new Blob([content], { type: 'text/html' }), name)
        const response = await fetch(`${url}/api/upload`, { method: 'POST', body: form, headers: { cookie } })
        return [response.status, await response.text()] as const
    }
    const photos = join(state, 'photos')
    t.equal((await upload('a.html', '<script>alert(1)</script>'))[0], 401, 'refused to who is not logged in')
    t.same(readdirSync(photos), [])
    t.equal(await login('guest', 'demo'), 302)
    const [status, text] = await upload('a.html', '<script>alert(1)</script>')
    t.equal(status, 200)
    const photo = JSON.parse(text) as { id: string }
    t.match(photo, { name: 'Joe', address: 'Main Street 1', username: 'guest', filename: 'a.html', size: 25 })
    t.same(readdirSync(photos), [photo.id])
    t.same(JSON.parse((await ask('/api/user/photos'))[1]), [photo])
    const download = await fetch(`${url}/api/user/photo?id=${photo.id}`, { headers: { cookie } })
    t.equal(await download.text(), '<script>alert(1)</script>')
    t.equal(download.headers.get('content-type'), 'application/octet-stream')
    t.equal(download.headers.get('content-disposition'), "attachment; filename*=UTF-8''a.html")
    t.equal((await ask('/api/user/photo?id=../../ioto.lock'))[0], 404)
    t.match(await upload('../../evil', 'x'), [400])
    t.match(await upload('empty', ''), [400, /Wanted a file with the name photo/])
    t.equal((await ask('/api/admin/removePhoto', { id: photo.id }))[0], 403)
    t.equal(await login('admin', 'demo'), 302)
    t.same(await ask('/api/admin/removePhoto', { id: photo.id }), [200, '{"removed":1}'])
    t.same(await ask('/api/admin/removePhoto', { id: photo.id }), [200, '{"removed":0}'])
    t.same(readdirSync(photos), [])
    await ask('/api/public/logout')

    const chromium = findChromium()
    if (chromium === null) {
        t.comment('no Chromium is in PATH: the pages are not looked at')
    } else {
        await walk(t, chromium, url)
    }
    agent.kill('SIGTERM')
    t.same(await agent.ended, { code: 0, signal: null })
    t.equal(agent.complaints, '')
})

/** What a person does: looks, logs in, uploads, logs out. */
async function walk(t: Test, chromium: string, url: string): Promise<void> {
    const browser = await launch(chromium)
    t.teardown(() => browser.close())
    const page = await browser.newPage()
    const errors: string[] = []
    page.on('pageerror', error => errors.push(error.message))
    await page.goto(url)
    await page.getByRole('link', { name: 'Log In' }).click()
    await page.getByLabel('Username').fill('guest')
    await page.getByLabel('Password').fill('demo')
    await page.getByRole('button', { name: 'Log In' }).click()
    await page.getByText('Logged in as guest, role user').waitFor()
    await page.getByRole('link', { name: 'Upload a photo' }).click()
    await page.getByLabel('Name').fill('Joe')
    const file = { name: 'joe.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('a photo') }
    await page.getByLabel('Photo', { exact: true }).setInputFiles(file)
    await page.getByRole('button', { name: 'Upload' }).click()
    await page.getByText('Uploaded').waitFor()
    await page.getByRole('link', { name: 'joe.jpg' }).waitFor()
    t.same(await page.locator('#photos tbody td').allTextContents(), ['joe.jpg', '7', 'Joe', '', 'guest'])
    await page.getByRole('link', { name: 'guest' }).click()
    await page.getByRole('button', { name: 'Log Out' }).click()
    await page.getByRole('link', { name: 'Log In' }).waitFor()
    t.same(errors, [])
}
